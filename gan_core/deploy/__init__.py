"""After training: smaller networks (pruned, 16 bits, int8), and files for other programs.

export_network(net, "style.onnx")     torch.export, TorchScript or ONNX, compared with the network
shrink(net, 0.7, pictures)            a network of the same class with fewer channels
"""
