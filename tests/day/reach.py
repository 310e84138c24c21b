"""Where the panel's buttons are, and whether they can be reached; for both hosts' days."""


def places_of(panel, screen):
    """{button: [x, y, width, height] on the screen}, {button: whether all of it is in sight}."""
    buttons = {"apply": panel.apply, "all": panel.apply_all}
    buttons |= {"again": panel.again, "discard": panel.discard}
    places, reached = {}, {}
    for name, button in buttons.items():
        corners = [
            button.mapToGlobal(p) for p in (button.rect().topLeft(), button.rect().bottomRight())
        ]
        places[name] = [corners[0].x(), corners[0].y(), button.width(), button.height()]
        reached[name] = button.isVisible() and all(screen.contains(c) for c in corners)
    return places, reached
