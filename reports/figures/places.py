"""What places are called where many stand in one table or list, on pages, in files and for programs alike."""

from collections import Counter
from collections.abc import Mapping

from registry.models import Organisation


def names(root: str = "") -> Mapping[str, str]:
    """Path → name of every node of the scope, or of `root` and what lies below it.

    Two of the same name say the street with it (外海街道墟镇社区, 礼乐街道墟镇社区): a filter would mix their people.
    """
    found = Organisation.objects.all()
    rows = (found.below(root) if root else found).values_list("path", "name", "full_name")
    bearers = Counter(name for _, name, _ in rows)
    return {path: (full or name) if bearers[name] > 1 else name for path, name, full in rows}
