"""Time and peak memory of the networks beside the plainest faithful implementation of each."""
