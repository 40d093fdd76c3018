"""Meshes of cities from PySpark: the data source `citymesh` with names and types.

The session, or the server of Spark Connect, needs citymesh's jars. All else is Spark's own.
"""

from __future__ import annotations

import difflib
import html
from typing import TYPE_CHECKING, Any, Mapping

from .options import Options

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from typing_extensions import Unpack

__all__ = ["City", "Options", "build", "spark_options"]

def spark_options(options: Mapping[str, Any]) -> dict[str, str]:
    """The names and texts that Spark passes on; what is None is left out.

    >>> spark_options({"height_field": "h", "max_size": 5, "merge": False, "format": ["obj", "vtu"]})
    {'height-field': 'h', 'max-size': '5', 'merge': 'false', 'format': 'obj,vtu'}
    >>> spark_options({"terain": "t.tif"})
    Traceback (most recent call last):
    TypeError: there is no option 'terain', did you mean 'terrain'?
    """
    texts = {}
    for name, value in options.items():
        if name not in Options.__annotations__:
            near = difflib.get_close_matches(name, Options.__annotations__, 1)
            hint = f", did you mean '{near[0]}'?" if near else ": see help(citymesh.Options)"
            raise TypeError(f"there is no option '{name}'{hint}")
        if value is not None:
            texts[name.replace("_", "-")] = _text(value)
    return texts


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(_text(each) for each in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def build(
    footprints: DataFrame, out: str, *, mode: str = "errorifexists", **options: Unpack[Options]
) -> City:
    """Builds the city of footprints, and returns it.

    Footprints are rows with a geometry (WKB, WKT or Sedona's type), out is the directory that is
    written, mode "errorifexists", "overwrite" or "ignore"; options are those of the command line.

    >>> city = build(_Recorder(), "city", terrain="flat:0", height_field="h", tile_size=250)
    format citymesh
    mode errorifexists
    options {'terrain': 'flat:0', 'height-field': 'h', 'tile-size': '250'}
    save city
    >>> city
    City('city')
    """
    footprints.write.format("citymesh").mode(mode).options(**spark_options(options)).save(out)
    return City(footprints.sparkSession, out)


class City:
    """A city that was built: its tables, its check, its formats."""

    def __init__(self, spark: SparkSession, path: str):
        self.spark, self.path = spark, path

    def table(self, name: str = "faces") -> DataFrame:
        """A table of the city: faces, vertices, buildings, tiles, parts or cells."""
        return self.spark.read.format("citymesh").option("table", name).load(self.path)

    def check(self) -> DataFrame:
        """Proves that the mesh is sound: a row for each kind of defect, with how many there are."""
        return self._call("check")

    def export(self, *formats: str, out: str | None = None) -> DataFrame:
        """Writes the mesh in other formats, such as "obj", and returns the names of the files."""
        return self._call("export", format=",".join(formats), out=out)

    def _call(self, procedure: str, **given: str | None) -> DataFrame:
        self.spark.conf.set("spark.sql.catalog.citymesh", "io.citymesh.sql.CityMeshCatalog")
        values = {"path": self.path, **{k: v for k, v in given.items() if v is not None}}
        words = ", ".join(f"{k} => {_quoted(v)}" for k, v in values.items())
        return self.spark.sql(f"CALL citymesh.system.{procedure}({words})")

    def __repr__(self) -> str:
        return f"City({self.path!r})"

    def _repr_html_(self) -> str:
        """What a notebook shows: how large the city is."""
        sums = self.table("parts").selectExpr("count(*)", "sum(faces)", "sum(vertices)").first()
        counts = dict(zip(("parts", "faces", "vertices"), sums))
        for name in ("buildings", "tiles"):
            counts[name] = self.table(name).count()
        rows = "".join(f"<tr><th>{k}</th><td>{v:,}</td></tr>" for k, v in counts.items())
        return f"<table><caption>{html.escape(self.path)}</caption>{rows}</table>"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class _Recorder:
    """Stands for a DataFrame in the example above: it tells what is asked of it."""
    sparkSession = None
    write = property(lambda self: self)

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: print(*(name, *args, *([kwargs] if kwargs else []))) or self
