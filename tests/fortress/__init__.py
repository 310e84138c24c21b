"""What a stranger, a power cut or a full disk can do to it: nothing (docs/security.md)."""
