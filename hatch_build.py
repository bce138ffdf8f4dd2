"""Puts the service and the resource folders inside the package when a wheel is built.

A development install finds them beside the package instead (see ``qgov/__init__.py``), so that nothing called
``api``, ``data`` or ``tests`` becomes importable at top level.
"""

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("api", "ontology", "shapes", "data")


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        if version == "standard":
            build_data["force_include"].update({folder: f"qgov/{folder}" for folder in FOLDERS})
