"""The result of policy scenarios as JUnit XML, which build servers read (the form of Jenkins' xunit plugin)."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from workflows.spelling import visible


def junit(data: dict[str, Any], lang: str) -> str:
    """One `testsuite` for each feature file, one `testcase` for each run; what does not hold as its `failure`."""
    root = ElementTree.Element("testsuites", tests=str(data["scenarios"]), failures=str(data["failed"]))
    for feature in data["features"]:
        runs = [(scenario, run) for scenario in feature["scenarios"] for run in scenario["runs"]]
        failed = sum(run["outcome"] != "passed" for _, run in runs)
        suite = ElementTree.SubElement(
            root, "testsuite", name=visible(feature["name"]), tests=str(len(runs)), failures=str(failed)
        )
        for scenario, run in runs:
            row = ", ".join(run["example"].values())
            name = f"{scenario['name']} [{row}]" if row else scenario["name"]
            case = ElementTree.SubElement(
                suite,
                "testcase",
                name=visible(name),
                classname=visible(feature["name"]),
                file=feature["file"],
                line=str(scenario["line"]),
            )
            step = next((step for step in run["steps"] if step["outcome"] == "failed"), None)
            if step is not None:
                said = step["message"] if lang == "vi" else step["message_en"] or step["message"]
                failure = ElementTree.SubElement(case, "failure", message=visible(said))
                failure.text = visible(f"{feature['file']}:{step['line']}: {step['keyword']} {step['text']}\n{said}")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
