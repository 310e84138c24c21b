"""The models known by name: what ships, what was published, what this machine has.

list_models("inpaint")        what there is
get("big-lama", on_progress)  fetch, verify and store one
import_file(path)             take in a file that the person has
load_network("big-lama")      ready to use (gan_core.catalog.loading)
"""

from gan_core.catalog.entries import Model, Task
from gan_core.catalog.importing import import_file
from gan_core.catalog.listing import Listed, list_models, show_model
from gan_core.catalog.lookup import default_model, known_model, locate
from gan_core.catalog.obtain import get
from gan_core.catalog.store import Installed, Store

__all__ = [
    "Installed",
    "Listed",
    "Model",
    "Store",
    "Task",
    "default_model",
    "get",
    "import_file",
    "known_model",
    "list_models",
    "locate",
    "show_model",
]
