"""Plain implementations, written from the papers: every step on its own, nothing fused or cached.

They are yardsticks and second opinions. Nothing in the product imports them.
"""
