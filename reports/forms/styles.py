"""What a form's formats say of its numbers: which cells show a share as a percentage."""

from reports.forms.package import Package, main, parsed

BUILT_IN = {9, 10}  # 0% and 0.00% (ECMA-376 part 1, 18.8.30)


def percentages(package: Package) -> set[int]:
    """The numbers of the formats that show 0.875 as 87.5%."""
    data = package.parts.get("xl/styles.xml")
    if not data:
        return set()
    root = parsed(data)
    own = {int(each.get("numFmtId", 0)) for each in root.iter(main("numFmt")) if "%" in each.get("formatCode", "")}
    formats = root.find(main("cellXfs"))
    found = enumerate(formats if formats is not None else ())
    return {number for number, each in found if int(each.get("numFmtId", 0)) in BUILT_IN | own}
