"""`python -m gan_core.cli`."""

from gan_core.cli import main

main()
