"""Image operations on tensors, one file a subject.

Everything here takes and gives float32 tensors N×C×H×W (pictures in [0, 1], masks N×1×H×W with
1 = inside), works on whatever device they are on, and knows nothing of the rest of the engine.
"""
