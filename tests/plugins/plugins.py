"""Building plugins as somebody outside of the tree does, and running quiver with them."""
import json
import os
import shlex
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "../..")
QUIVER = os.path.abspath(os.environ.get("QUIVER", os.path.join(TOP, "build/quiver")))
BUILD = os.path.dirname(QUIVER)
CC = shlex.split(os.environ.get("CC", "cc"))
ENVIRONMENT = dict(os.environ, QUIVER_CHECK_SCHEMA="1", TZ="UTC", LC_ALL="C.UTF-8")
SANITIZED = os.path.exists(QUIVER) and any(
    b"__asan_init" in open(os.path.join(BUILD, f), "rb").read()
    or b"__tsan_init" in open(os.path.join(BUILD, f), "rb").read()
    for f in ("quiver", ".libs/libquiver.so"))


class Stage:
    """What 'make install' puts into an empty folder, and the flags that pkg-config finds there."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = self.folder.name
        quiet = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        done = subprocess.run(["make", "-C", BUILD, "install", f"DESTDIR={self.root}"],
                              capture_output=True, text=True, env=quiet, check=False)
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        self.libraries = self.find("libquiver.so")
        self.environment = dict(ENVIRONMENT, PKG_CONFIG_SYSROOT_DIR=self.root,
                                PKG_CONFIG_PATH=self.find("quiver.pc"), CC=shlex.join(CC))

    def find(self, name):
        """The folder of a file that was installed."""
        for folder, _, files in os.walk(self.root):
            if name in files:
                return folder
        raise AssertionError(f"{name} was not installed")

    def pkg_config(self, *words):
        return subprocess.check_output(["pkg-config", *words, "quiver"], text=True,
                                       env=self.environment).strip()

    def close(self):
        self.folder.cleanup()


class Plugins:
    """A folder of plugins built from the sources here."""

    def __init__(self, stage):
        self.folder = tempfile.TemporaryDirectory()
        self.path = self.folder.name
        self.flags = shlex.split(stage.pkg_config("--cflags"))

    def build(self, name, source, *flags, folder=None):
        path = os.path.join(folder or self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        subprocess.run([*CC, "-Wall", *self.flags, *flags, "-shared", "-fPIC", "-o", path,
                        os.path.join(HERE, source)], check=True)
        return path

    def plain(self, name, registration="", folder=None):
        """NAME_plugin.so with the command 'show NAME'."""
        return self.build(f"{name}_plugin.so", "plain.c", f"-DNAME={name}",
                          *([f"-DREGISTRATION={registration}"] if registration else []),
                          folder=folder)

    def close(self):
        self.folder.cleanup()


def quiver(*arguments, stdin="", program=QUIVER, environment=None):
    done = subprocess.run([program, *arguments], input=stdin, capture_output=True, text=True,
                          env=environment or ENVIRONMENT, timeout=120, check=False)
    if done.returncode < 0 or "Sanitizer" in done.stderr:
        raise AssertionError(f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.returncode, done.stdout, done.stderr


def shown(*configuration, before=()):
    """'show plugins verbose' as JSON, after some commands."""
    words = [w for line in before for w in ("-e", line)]
    status, out, err = quiver("-j", "-k", *configuration, *words, "-e", "show plugins verbose")
    if "{" not in out:
        raise AssertionError(f"{configuration}: {status} {out}{err}")
    decoder, at = json.JSONDecoder(), 0
    while at < len(out):
        answer, end = decoder.raw_decode(out, at)
        at = end + len(out[end:]) - len(out[end:].lstrip())
    return answer


def loaded(answer):
    return [p["name"] for p in answer["plugins"]]


def reasons(answer):
    return {p["name"]: p["reason"] for p in answer["not_loaded"]}
