"""What is watched while a GAN trains: whether it still makes everything that the data have."""
