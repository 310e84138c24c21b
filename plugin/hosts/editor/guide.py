"""Help: what a person has to know, in a window of its own."""

from __future__ import annotations

from ...qt import QtCore, QtWidgets

translate = QtCore.QCoreApplication.translate


def show_guide(parent: QtWidgets.QWidget) -> QtWidgets.QDialog:
    """The guide, beside which one can go on working."""
    dialog = QtWidgets.QDialog(parent)
    dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(translate("Guide", "Ganvas – guide"))
    text = QtWidgets.QTextBrowser()
    text.setHtml(_html())
    text.setAccessibleName(translate("Guide", "Guide"))
    layout = QtWidgets.QVBoxLayout(dialog)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(text)
    dialog.resize(520, 560)
    dialog.show()
    return dialog


def show_about(parent: QtWidgets.QWidget) -> None:
    """What this is, and under which licence."""
    sentence = translate(
        "Guide",
        "Fill, restyle and generate on the open canvas. Pictures never leave this computer.",
    )
    QtWidgets.QMessageBox.about(parent, "Ganvas", f"<b>Ganvas</b><p>{sentence}<p>Apache-2.0")


def _html() -> str:
    parts = (
        (
            translate("Guide", "Remove something"),
            translate(
                "Guide",
                "Select it – rectangle, lasso, brush or wand – and press “Fill the selection” "
                "(Shift+F5). What a fill is not to copy from is painted with the tool Avoid.",
            ),
        ),
        (
            translate("Guide", "Choose a result"),
            translate(
                "Guide",
                "Ctrl+Right and Ctrl+Left show the next and the previous one on the canvas, "
                "Ctrl+Enter applies it, Ctrl+R makes another. Ctrl+B compares with the picture as "
                "it was, Ctrl+D shows what has changed.",
            ),
        ),
        (
            translate("Guide", "Restyle, generate, edit"),
            translate(
                "Guide",
                "The tabs of the panel do the rest: a style for the layer or the selection, new "
                "pictures into the selection, sliders that change a generated picture, a picture "
                "cleaned or enlarged.",
            ),
        ),
        (
            translate("Guide", "Select"),
            translate(
                "Guide",
                "Shift adds to a selection, Ctrl or Alt takes away from it. The menu Select grows, "
                "shrinks, softens and inverts it. Ctrl+2 shows it as large as possible.",
            ),
        ),
        (
            translate("Guide", "Keep your work"),
            translate(
                "Guide",
                "Ctrl+S saves; OpenRaster (.ora) keeps layers and how they were made, other files "
                "are flat copies. What is not saved is kept once a minute, and offered again "
                "should the editor end unexpectedly.",
            ),
        ),
    )
    return "".join(f"<h3>{title}</h3><p>{text}</p>" for title, text in parts)
