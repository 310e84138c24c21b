"""Runs inside Krita: nothing. What Krita makes itself when it first starts is made."""

print("null")
