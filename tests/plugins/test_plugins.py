#!/usr/bin/env python3
"""Plugins built out of the tree by pkg-config alone: what is loaded, what is not, and why."""
import json
import os
import re
import subprocess
import tempfile
import unittest

import jsonschema

import plugins
from plugins import HERE, QUIVER, TOP, quiver, shown, loaded, reasons

VERSION = re.search(r'QUIVER_VERSION "(.*)"',
                    open(os.path.join(TOP, "engine/base/version.h"), encoding="utf-8").read())[1]
STAGE = None


def setUpModule():
    global STAGE
    STAGE = plugins.Stage()


def tearDownModule():
    STAGE.close()


class PluginTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = plugins.Plugins(STAGE)
        self.addCleanup(self.folder.close)
        self.path = f"plugins {{ path {self.folder.path} }}"

    def run_quiver(self, *commands, configuration=(), status=0):
        words = [w for c in commands for w in ("-e", c)]
        result = quiver(*configuration, *words)
        self.assertEqual(status, result[0], result[1] + result[2])
        return result[1] + result[2]

    def fails_to_start(self, *configuration):
        status, out, err = quiver(*configuration, "-e", "echo started")
        self.assertEqual((5, ""), (status, out), err)
        return err


class Recipe(PluginTest):
    def test_recipe(self):
        """What HACKING.md says, word by word."""
        with open(os.path.join(TOP, "HACKING.md"), encoding="utf-8") as file:
            recipe = file.read().split("## Recipe: a plugin\n")[1].split("\n## ")[0]
        source = "\n".join(line[8:] for line in recipe.split("\n")
                           if line.startswith(" " * 8) or not line)
        commands = re.findall(r"`((?:cc|quiver) [^`]*)`", recipe)
        self.assertEqual(["cc", "quiver"], [c.split()[0] for c in commands])
        with open(os.path.join(self.folder.path, "hello.c"), "w", encoding="utf-8") as file:
            file.write(source)
        functions = f'cc() {{ $CC "$@"; }}; quiver() {{ "{QUIVER}" "$@"; }}\n'
        out = subprocess.check_output(["sh", "-e", "-c", functions + "\n".join(commands)], text=True,
                                      cwd=self.folder.path, env=STAGE.environment)
        self.assertRegex(out, r"1\. hello_plugin\.so +" + re.escape(VERSION))
        self.assertRegex(out, r"1 node\n +hello\n +1 feature\n +hello on ip4-unicast\n"
                              r" +1 command\n +show hello\n")
        out = self.run_quiver(*f"""
            create packet-generator interface pg0
            set interface ip address pg0 192.0.2.1/24
            set interface state pg0 up
            set interface feature pg0 hello arc ip4-unicast
            packet-generator new {{ name s limit 7 size 64-64 interface pg0 node ip4-input data {{ UDP: 192.0.2.2 -> 192.0.2.1 UDP: 1 -> 2 incrementing 30 }} }}
            packet-generator enable-stream s
            wait packet-generator s timeout 10
            show hello""".strip().split("\n"), configuration=[self.path])
        self.assertIn("7 packets greeted\n", out)


class Installed(PluginTest):
    def headers(self):
        top = STAGE.pkg_config("--cflags").split("-I")[1].strip()
        for folder, _, files in os.walk(top):
            for name in files:
                yield os.path.relpath(os.path.join(folder, name), top)

    # Exported for tests only.
    INTERNAL = re.compile(r"_private\.h$|^devices/pg/|^shell/(batch|lexer|repl)\.h$")

    def test_what_is_exported_is_installed(self):
        exported = set()
        for room in "engine", "trace", "devices", "shell":
            for folder, _, files in os.walk(os.path.join(TOP, room)):
                for path in (os.path.join(folder, f) for f in files if f.endswith(".h")):
                    with open(path, encoding="utf-8") as file:
                        if re.search("(?m)^EXPORT", file.read()):
                            exported.add(os.path.relpath(path, TOP))
        installed = set(self.headers())
        self.assertIn("engine/graph/plugin.h", installed)
        self.assertEqual(set(), {h for h in exported - installed if not self.INTERNAL.search(h)})
        self.assertEqual(set(), {h for h in installed if self.INTERNAL.search(h)})

    def test_headers(self):
        """Each can be included alone; what they have inline needs nothing but exported functions."""
        headers = sorted(self.headers())
        lines = ["#include <stdarg.h>", "#include <string.h>", "#include <stdlib.h>",
                 "#include <endian.h>", "#define inline inline __attribute__((used))"]
        with tempfile.TemporaryDirectory() as folder:
            for i, header in enumerate([*headers, None]):
                path = os.path.join(folder, f"{i}.c")
                with open(path, "w", encoding="utf-8") as file:
                    if header:
                        file.write(f'#include "{header}"\n')
                    else:
                        file.write("\n".join(lines + [f'#include "{h}"' for h in headers]) + "\n")
                subprocess.run([*plugins.CC, "-Wall", "-Wextra", "-Werror",
                                "-Wno-unused-parameter", "-Wno-address-of-packed-member",
                                *self.folder.flags, "-c", "-fPIC", "-O0", path, "-o", path + ".o"],
                               check=True)
            done = subprocess.run([*plugins.CC, "-shared", "-o", os.path.join(folder, "all.so"),
                                   path + ".o", "-Wl,-z,defs", "-L", STAGE.libraries, "-lquiver"],
                                  capture_output=True, text=True, check=False)
        missing = set(re.findall(r"undefined reference to `(\w+)'", done.stderr))
        self.assertEqual(set(), {m for m in missing if not m.startswith(("__asan", "__ubsan", "__tsan"))})

    def test_default_folder(self):
        """The installed program finds plugins beside its library, wherever that is."""
        folder = STAGE.root + STAGE.pkg_config("--variable=plugindir").removeprefix(STAGE.root)
        self.assertEqual(os.path.join(STAGE.libraries, "plugins"), folder)
        self.folder.plain("there", folder=folder)
        self.addCleanup(os.remove, os.path.join(folder, "there_plugin.so"))
        status, out, err = quiver(
            "-e", "show there", "-e", "show plugins",
            program=os.path.join(STAGE.find("quiver"), "quiver"),
            environment=dict(STAGE.environment, LD_LIBRARY_PATH=STAGE.libraries))
        self.assertEqual((0, ""), (status, err))
        self.assertIn("there is here\n Plugin path is: " + folder + ",", out)

    def test_no_folder(self):
        """Without any plugin nothing is said of them."""
        self.assertEqual({"plugins": [], "registered": [], "not_loaded": []},
                         {k: v for k, v in shown().items() if k != "path"})
        self.assertEqual("", self.run_quiver("show logging"))


class Choice(PluginTest):
    """Enabled, disabled, of another version, overridden."""

    def test_all_are_loaded(self):
        for name in "bcd", "abc":
            self.folder.plain(name)
        answer = shown(self.path)
        self.assertEqual(["abc_plugin.so", "bcd_plugin.so"], loaded(answer))
        self.assertEqual([], answer["not_loaded"])
        schema = json.loads(quiver("--schema", "show plugins")[1])
        jsonschema.validate(answer, schema, jsonschema.Draft202012Validator)
        self.assertEqual([{"plugin": f"{n}_plugin.so",
                           "kinds": [{"count": 1, "kind": "command", "names": [f"show {n}"]}]}
                          for n in ("abc", "bcd")], answer["registered"])
        out = self.run_quiver("show plugins", "show bcd", "show logging",
                              configuration=[self.path])
        self.assertIn(f"""\
 Plugin path is: {self.folder.path}, plugins shown in load order

     Plugin                                   Version                          Description
  1. abc_plugin.so                            {VERSION}                            A plain one
  2. bcd_plugin.so                            {VERSION}                            A plain one

Registered:
  1. abc_plugin.so: 1 command
  2. bcd_plugin.so: 1 command
bcd is here
""", out)
        self.assertIn("plugin/load    Loaded plugin: abc_plugin.so (A plain one)\n", out)

    def test_disabled(self):
        self.folder.plain("abc")
        self.folder.plain("off", ".default_disabled = true")
        answer = shown(self.path)
        self.assertEqual(["abc_plugin.so"], loaded(answer))
        self.assertEqual({"off_plugin.so": "disabled by default"}, reasons(answer))
        jsonschema.validate(answer, json.loads(quiver("--schema", "show plugins")[1]),
                            jsonschema.Draft202012Validator)
        out = self.run_quiver("show plugins", "show log", configuration=[self.path])
        self.assertRegex(out, r"\nNot loaded:\n     off_plugin\.so +disabled by default\n")
        self.assertIn("Plugin not loaded: off_plugin.so: disabled by default\n", out)
        self.assertEqual(["abc_plugin.so", "off_plugin.so"], loaded(
            shown(self.path, "plugins { plugin off_plugin.so { enable } }")))
        answer = shown(self.path, "plugins { plugin abc_plugin.so { disable } }")
        self.assertEqual([], loaded(answer))
        self.assertRegex(reasons(answer)["abc_plugin.so"], r"^disabled, see command line:1:\d+$")
        answer = shown(self.path, "plugins { plugin default { disable } }")
        self.assertEqual("not enabled, and plugins { } disables by default",
                         reasons(answer)["abc_plugin.so"])
        self.assertEqual(["abc_plugin.so"], loaded(shown(
            self.path, "plugins { plugin default { disable } plugin abc_plugin.so { enable } }")))

    def test_versions(self):
        self.folder.plain("good", f'.version_required = "{VERSION.split(".")[0]}"')
        self.folder.plain("old", '.version = "0.0.9"')
        self.folder.plain("none", '.version = ""')
        self.folder.plain("wants", '.version_required = "9.1"')
        self.folder.plain("part", f'.version_required = "{VERSION}0"')
        answer = shown(self.path)
        self.assertEqual(["good_plugin.so"], loaded(answer))
        self.assertEqual({"old_plugin.so": f"built for version 0.0.9, this is {VERSION}",
                          "none_plugin.so": f"built for version unknown, this is {VERSION}",
                          "wants_plugin.so": f"requires version 9.1, this is {VERSION}",
                          "part_plugin.so": f"requires version {VERSION}0, this is {VERSION}"},
                         reasons(answer))

    def test_overrides(self):
        self.folder.plain("base")
        self.folder.plain("other")
        self.folder.plain("zz", '.overrides = "nosuch_plugin.so, base_plugin.so other_plugin.so"')
        answer = shown(self.path)
        self.assertEqual(["zz_plugin.so"], loaded(answer))
        self.assertEqual({"base_plugin.so": "overridden by zz_plugin.so",
                          "other_plugin.so": "overridden by zz_plugin.so"}, reasons(answer))
        # One that is not loaded overrides nothing, whatever keeps it from being loaded.
        answer = shown(self.path, "plugins { plugin zz_plugin.so { disable } }")
        self.assertEqual(["base_plugin.so", "other_plugin.so"], loaded(answer))
        self.folder.plain("zz", '.overrides = "base_plugin.so", .early_init = "init_fails"')
        answer = shown(self.path)
        self.assertEqual(["base_plugin.so", "other_plugin.so"], loaded(answer))
        self.assertEqual({"zz_plugin.so":
                          "early-init function init_fails: the moon is in the wrong place"},
                         reasons(answer))
        self.assertIn("base_plugin.so is enabled, but cannot be loaded: overridden by",
                      self.fails_to_start(*self.overridden_and_enabled()))

    def overridden_and_enabled(self):
        self.folder.plain("zz", '.overrides = "base_plugin.so"')
        return self.path, "plugins { plugin base_plugin.so { enable } }"

    def test_overrides_of_each_other(self):
        self.folder.plain("one", '.overrides = "two_plugin.so one_plugin.so"')
        self.folder.plain("two", '.overrides = "one_plugin.so"')
        self.assertEqual({"two_plugin.so": "overridden by one_plugin.so"},
                         reasons(shown(self.path)))

    def test_two_of_one_name(self):
        first = self.folder.path + "/first"
        second = self.folder.path + "/second"
        self.folder.plain("same", folder=second)
        self.folder.build("same_plugin.so", "plain.c", "-DNAME=first", folder=first)
        self.folder.plain("only", folder=second)
        for words in (f"path {first}:{second}", f"path {first} add-path {second}"):
            answer = shown(f"plugins {{ {words} }}")
            self.assertEqual(f"{first}:{second}", answer["path"])
            self.assertEqual(["only_plugin.so", "same_plugin.so"], loaded(answer))
            self.assertEqual({"same_plugin.so":
                              f"{first}/same_plugin.so comes first in the plugin path"},
                             reasons(answer))
            self.assertIn(f"{first}/same_plugin.so", [p["path"] for p in answer["plugins"]])

    def test_one_file_by_two_names(self):
        os.symlink(self.folder.plain("abc"), self.folder.path + "/link_plugin.so")
        answer = shown(self.path)
        self.assertEqual(["abc_plugin.so"], loaded(answer))
        self.assertEqual({"link_plugin.so": "this file is in memory already, as another plugin"},
                         reasons(answer))


class Configuration(PluginTest):
    def config(self, text):
        path = os.path.join(self.folder.path, "startup.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return "-c", path

    def test_errors_have_places(self):
        self.folder.plain("abc")
        self.folder.plain("off", ".default_disabled = true, .version = \"7\"")
        with open(self.folder.path + "/text_plugin.so", "w", encoding="utf-8") as file:
            file.write("no ELF file")
        path = "plugins {\n  path " + self.folder.path + "\n  "
        for words, expected in (
                ("plugin", "3:3: 'plugin' needs the name of a file after it, or 'default'"),
                ("plugin abc_plugin.so", "3:10: 'abc_plugin.so' needs { enable } or { disable }"
                                         " after it"),
                ("plugin abc_plugin.so { }", "3:10: 'abc_plugin.so' needs { enable }"),
                ("plugin abc_plugin.so { enabel }", "3:26: unknown word 'enabel' in "
                                                    "'abc_plugin.so', did you mean 'enable'?"),
                ("plugin a { enable disable }", "3:10: 'a' needs { enable } or { disable }"),
                ("plugin a { enable }\n plugin a { disable }", "4:9: 'a' is enabled and disabled, "
                                                               "see "),
                ("plugin ./abc_plugin.so { enable }", "3:10: './abc_plugin.so' is a path"),
                ("add-path", "3:3: 'add-path' needs a value after it"),
                ("add-path /nonexistent", "3:12: cannot read the plugin folder /nonexistent: "
                                          "No such file"),
                ("add-path a::b", "3:12: add-path: 'a::b' has a folder without name"),
                ("add-paht a", "3:3: unknown word 'add-paht' in 'plugins', did you mean"),
                ("plugin zzz_plugin.so { enable }", "3:10: plugin zzz_plugin.so is enabled, but "
                                                    "not in the plugin path"),
                ("plugin off_plugin.so { enable }", "3:10: plugin off_plugin.so is enabled, but "
                                                    "cannot be loaded: built for version 7"),
                ("plugin text_plugin.so { enable }", "3:10: plugin text_plugin.so is enabled, but "
                                                     "cannot be loaded: not an ELF file"),
        ):
            with self.subTest(words):
                err = self.fails_to_start(*self.config(path + words + "\n}\n"))
                self.assertIn("startup.conf:" + expected, err)
        # A disabled one need not be there.
        self.run_quiver(configuration=self.config(path + "plugin zzz_plugin.so { disable }\n}\n"))

    def test_sections_of_plugins(self):
        self.folder.plain("off", ".default_disabled = true")
        err = self.fails_to_start(self.path, "off { x }")
        self.assertIn("unknown section 'off': plugin off_plugin.so is not loaded: "
                      "disabled by default\n", err)
        self.assertIn("unknown section 'offf'\n", self.fails_to_start(self.path, "offf { x }"))

    def test_inventory(self):
        """What the program can do without starting is what it can do with its plugins."""
        self.folder.build("everything_plugin.so", "everything.c")
        self.assertIn("show every <COLOUR:every-colour>\n", quiver(self.path, "--commands")[1])
        self.assertIn("create every interface number", quiver(self.path, "--commands")[1])
        self.assertIn('"ticks"', quiver(self.path, "--schema", "show every")[1])
        self.assertIn("  every-late {\n", quiver(self.path, "--help")[1])
        self.assertNotIn("every", quiver("--commands")[1])
        self.assertEqual(0, quiver("plugins { path /nonexistent }", "--help")[0])
        script = os.path.join(self.folder.path, "s.qv")
        with open(script, "w", encoding="utf-8") as file:
            file.write("show every red\nshow every green\n")
        status, _, err = quiver(self.path, "--check", script)
        self.assertEqual(2, status)
        self.assertIn("s.qv:2:12: `green' is no colour", err)


class Everything(PluginTest):
    """All kinds of registrations at work, brought at start and later."""
    SETUP = """
        test clock stop
        create packet-generator interface pg0
        set interface state pg0 up
        set interface promiscuous on pg0
    """
    USE = """
        create every interface number 5
        set interface state every5 up
        set interface feature pg0 every-output arc interface-output
        set interface feature every5 every-output arc interface-output
        set interface feature pg0 every-feature arc every-arc
        packet-generator new { name in limit 3 size 64-64 interface pg0 node ethernet-input data { hex 0x02000000000102000000000288b500000000 } }
        packet-generator new { name out limit 4 size 64-64 interface pg0 node every5-output data { hex 0x02000000000102000000000288b500000000 } }
        packet-generator new { name out0 limit 5 size 64-64 interface pg0 node pg0-output data { hex 0x02000000000102000000000288b500000000 } }
        trace add pg-input 1
        packet-generator enable-stream in
        packet-generator enable-stream out
        packet-generator enable-stream out0
        wait 2500ms
        show trace
        show node counters
        show every red | every-loud
        show log
        create every interface number 100
    """

    def lines(self, text):
        return [line.strip() for line in text.strip().split("\n")]

    def check_use(self, out):
        self.assertRegex(out, r"(?m)every-type\n  everything: 50 bytes$")
        self.assertIn("drop\n  every-end: ended\n", out)
        self.assertRegex(out, r"\n +3 +every-end +ended ")
        self.assertRegex(out, r"\n +3 +every-feature +passed ")
        self.assertRegex(out, r"\n +9 +every-output +passed on their way out ")
        self.assertRegex(out, r"every/default +everything is here\n")
        self.assertIn("ticks 3!\n", out)

    def test_at_start(self):
        self.folder.build("everything_plugin.so", "everything.c")
        out = self.run_quiver(
            *self.lines(self.SETUP + self.USE), status=2,
            configuration=[self.path, "every-late { b } every-early { a }"])
        self.check_use(out)
        self.assertIn("stages early-init early:a first second late:b loop !\n", out)
        self.assertIn("seen +local0 +pg0 pg0! +every5 every5!!\n", out)
        self.assertIn("100 is out of range, 0 to 99", out)

    def test_while_running(self):
        path = self.folder.build("everything_plugin.so", "everything.c")
        load = f"plugin load {path}"
        out = self.run_quiver(*self.lines(self.SETUP + load + self.USE), status=2)
        self.check_use(out)
        self.assertIn("stages early-init first second loop !\n", out)
        self.assertIn("seen +local0 +pg0 pg0! +every5 every5!!\n", out)

    def test_the_same_either_way(self):
        """What there is to see does not tell when the plugin came."""
        path = self.folder.build("everything_plugin.so", "everything.c")
        shows = ["show features verbose", "show init-function verbose", "show vlib graph every-type",
                 "show plugins verbose | except path", "show cli", "create ?", "show every blue"]
        late = self.run_quiver(f"plugin load {path}", *shows)
        early = self.run_quiver(*shows, configuration=[self.path])
        self.assertEqual(early, late)

    def test_while_workers_run(self):
        """Packets flow on two workers while it comes: before it nobody speaks their protocol, after
        it the plugin does, and none is lost in between."""
        path = self.folder.build("everything_plugin.so", "everything.c")
        stream = ("packet-generator new {{ name s{0} limit 40000 rate 40000 size 64-64 interface pg0 "
                  "worker {0} node ethernet-input "
                  "data {{ hex 0x02000000000102000000000288b500000000 }} }}")
        out = self.run_quiver(
            "create packet-generator interface pg0", "set interface state pg0 up",
            "set interface promiscuous on pg0", stream.format(0), stream.format(1),
            "packet-generator enable-stream", "wait 300ms", f"plugin load {path}",
            "set interface feature pg0 every-feature arc every-arc",
            "wait packet-generator timeout 60", "wait 20ms", "show node counters",
            configuration=["cpu { workers 2 }"])
        counts = dict.fromkeys(("ethernet-input", "every-end", "every-feature"), 0)
        for n, node in re.findall(rf"\n +(\d+) +({'|'.join(counts)}) ", out):
            counts[node] += int(n)  # of each thread
        self.assertEqual(80000, counts["ethernet-input"] + counts["every-end"], out)
        self.assertLessEqual(counts["every-feature"], counts["every-end"])
        self.assertGreater(counts["every-feature"], 0)

    def test_init_functions_of_workers(self):
        path = self.folder.build("unfit_plugin.so", "unfit.c", "-DINIT_WORKERS")
        load = f"plugin load {path}"
        self.run_quiver(load)
        status, _, err = quiver("cpu { workers 1 }", "-e", load)
        self.assertEqual(1, status)
        self.assertIn("init function unfit_init: runs in each worker: load it at start", err)


class Symbols(PluginTest):
    def test_plugins_do_not_see_each_other(self):
        self.folder.build("gives_plugin.so", "symbols.c", "-DGIVES")
        self.folder.build("needs_plugin.so", "symbols.c", "-DNEEDS")
        self.folder.build("takes_plugin.so", "symbols.c", "-DASKS")
        answer = shown(self.path)
        self.assertEqual(["gives_plugin.so", "takes_plugin.so"], loaded(answer))
        self.assertEqual({"needs_plugin.so": "undefined symbol: given_number"}, reasons(answer))
        self.assertEqual("linked: no\nby name: 42\nno such symbol: (nil)\nof a library: (nil)\n"
                         "of the program: (nil)\nno such plugin: (nil)\n",
                         self.run_quiver("show given", configuration=[self.path]))
        os.remove(self.folder.path + "/gives_plugin.so")
        self.assertIn("by name: -1\n", self.run_quiver("show given", configuration=[self.path]))

    @unittest.skipIf(plugins.SANITIZED, "sanitizers do not allow RTLD_DEEPBIND")
    def test_deep_bind(self):
        self.folder.build("deep_plugin.so", "symbols.c", '-DOWN="deep"', "-DDEEP")
        self.folder.build("flat_plugin.so", "symbols.c", '-DOWN="flat"')
        out = self.run_quiver("show own deep", "show own flat", configuration=[self.path])
        self.assertEqual("the plugin's own\nlocal0\n", out)


class Refused(PluginTest):
    UNFIT = {
        "SAME_NODE": "node ip4-lookup is there already, from ",
        "NO_NEXT": "node unfit-bad: next node node-of-nobody (number 1) does not exist",
        "NO_NAME": "this node has no name",
        "NO_RUN": "node unfit-bad: has nothing to run",
        "SIBLING": "node unfit-bad: is a sibling of node-of-nobody, which does not exist",
        "NO_ARC": "feature unfit-node on arc-of-nobody: there is no feature arc 'arc-of-nobody'",
        "CYCLE": "feature arc ip4-unicast: impossible order: ",
        "GRAMMAR": 'grammar "show unfit <X:type-of-nobody>", at "<X:type-of-nobody>": unknown type',
        "BRACKET": 'grammar "show unfit [ more", at "": bracket is not closed here',
        "SAME_COMMAND": "command show clock is there already, from ",
        "SCHEMA": 'schema "list[]{name:q}", at ":q}": expected ',
        "PROTOCOL": "protocol ethertype 0x0800: is spoken already, see ",
        "DEVICE": "device class unfit: has no words for 'create', ",
    }
    ONLY_LATE = {
        "INIT_FAILS": "unfit_init: the init function is unhappy",
        "INIT_BEFORE": "init function unfit_init: has to run before feature_init, which ran "
                       "already: load it at start",
    }
    # All that the plugin brought is gone: its node, command, feature and protocol.
    GONE = ["show vlib graph", "show features", "show cli", "show errors", "show init-function verbose",
            "show interface", "create ?"]

    def test_unfit_at_start(self):
        without = self.run_quiver(*self.GONE)
        good = os.path.dirname(self.folder.plain("good", folder=self.folder.path + "/good"))
        for variant, reason in self.UNFIT.items():
            with self.subTest(variant):
                folder = os.path.join(self.folder.path, variant)
                self.folder.build("bad_plugin.so", "unfit.c", f"-D{variant}", folder=folder)
                path = f"plugins {{ path {folder} }}"
                answer = shown(path, f"plugins {{ add-path {good} }}")
                self.assertEqual(["good_plugin.so"], loaded(answer))
                self.assertIn(reason, reasons(answer)["bad_plugin.so"])
                self.assertRegex(reasons(answer)["bad_plugin.so"], r"unfit\.c:\d+")
                self.assertEqual(without, self.run_quiver(*self.GONE, configuration=[path]))

    def test_unfit_while_running(self):
        for variant, reason in (self.UNFIT | self.ONLY_LATE).items():
            with self.subTest(variant):
                path = self.folder.build(f"{variant}_plugin.so", "unfit.c", f"-D{variant}")
                load = f"plugin load {path}"
                status, _, err = quiver("-e", load)
                self.assertEqual(1, status)
                self.assertIn(f"plugin {variant}_plugin.so: ", err)
                self.assertIn(reason, err)
                self.assertIn(reason, reasons(shown(before=[load]))[f"{variant}_plugin.so"])
                # Places of nodes that were made and deleted remain, as they do for interfaces.
                gone = self.GONE[variant == "INIT_FAILS":]
                _, out, _ = quiver("-k", "-e", load, *[w for c in gone for w in ("-e", c)])
                self.assertEqual(self.run_quiver(*gone), out)
                self.assertNotIn("unfit", out)

    def test_undone_in_the_graph(self):
        """Packets go on as before the try: nobody speaks the protocol any more."""
        path = self.folder.build("bad_plugin.so", "unfit.c", "-DINIT_FAILS")
        _, out, err = quiver(
            "-k", "-e", "create packet-generator interface pg0",
            "-e", "set interface state pg0 up", "-e", "set interface promiscuous on pg0",
            "-e", f"plugin load {path}", "-e", "set interface feature pg0 unfit-node arc ip4-unicast",
            "-e", "packet-generator new { name s limit 3 size 64-64 interface pg0 node "
            "ethernet-input data { hex 0x02000000000102000000000288b600000000 } }",
            "-e", "packet-generator enable-stream s", "-e", "wait packet-generator s timeout 10",
            "-e", "show errors", "-e", f"plugin load {path}")
        self.assertRegex(out, r" 3 +ethernet-input +unknown ethernet type ")
        self.assertIn("unknown feature `unfit-node'", err)
        self.assertIn("was refused after it ran, and can only be loaded at start: unfit_init: ", err)

    def test_init_function_fails_at_start(self):
        self.folder.build("bad_plugin.so", "unfit.c", "-DINIT_FAILS")
        self.assertIn("unfit_init: the init function is unhappy", self.fails_to_start(self.path))

    def test_early_init(self):
        for name in "init_fails", "init_fails_wordless", "init_missing":
            self.folder.plain(name, f'.early_init = "{name}"')
        answer = shown(self.path)
        self.assertEqual({
            "init_fails_plugin.so": "early-init function init_fails: the moon is in the wrong place",
            "init_fails_wordless_plugin.so":
                "early-init function init_fails_wordless: unspecified error",
            "init_missing_plugin.so": "exports no early-init function init_missing"},
            reasons(answer))
        for name in "init_fails", "init_missing":
            status, _, err = quiver(self.path, "-e", f"show {name}")
            self.assertEqual(3 if "unknown" in err else status, status)
            self.assertNotEqual(0, status)

    def test_dependents(self):
        """A plugin that names a node of one that is refused is refused too; its turn does not
        matter."""
        self.folder.build("a_plugin.so", "unfit.c", "-DNO_NEXT")
        self.folder.build("z_plugin.so", "depends.c")
        answer = shown(self.path)
        self.assertEqual([], loaded(answer))
        self.assertIn("next node unfit-node (number 0) does not exist",
                      reasons(answer)["z_plugin.so"])
        self.folder.build("a_plugin.so", "unfit.c")
        self.assertEqual(["a_plugin.so", "z_plugin.so"], loaded(shown(self.path)))
        os.rename(self.folder.path + "/a_plugin.so", self.folder.path + "/zz_plugin.so")
        self.assertEqual(["z_plugin.so", "zz_plugin.so"], loaded(shown(self.path)))


class BadFiles(PluginTest):
    def write(self, name, data):
        with open(os.path.join(self.folder.path, f"{name}_plugin.so"), "wb") as file:
            file.write(data)

    def test_truncated(self):
        """Cut off anywhere, at start and while running."""
        path = self.folder.plain("whole")
        with open(path, "rb") as file:
            data = file.read()
        lengths = sorted({*range(0, 128, 7), *range(0, len(data), len(data) // 150), len(data) - 1})
        for n in lengths:
            self.write(f"cut{n:06}", data[:n])
        answer = shown(self.path)
        self.assertEqual(["whole_plugin.so"], loaded(answer))
        self.assertEqual(len(lengths), len(reasons(answer)))
        for name, reason in reasons(answer).items():
            self.assertRegex(reason, "^(not an ELF file|cut off|not a plugin)", name)
        late = shown(before=[f"plugin load {self.folder.path}/cut{n:06}_plugin.so"
                             for n in lengths[::20]])
        self.assertEqual(len(lengths[::20]), len(reasons(late)))

    def patched(self, data, at, *bytes_):
        return data[:at] + bytes(bytes_) + data[at + len(bytes_):]

    def test_other_files(self):
        path = self.folder.plain("whole")
        with open(path, "rb") as file:
            data = file.read()
        registration = data.find(VERSION.encode() + b"\0" * 32)
        self.assertGreater(registration, 0)
        self.write("text", b"#!/bin/sh\necho no plugin\n")
        self.write("empty", b"")
        self.write("bits32", self.patched(data, 4, 1))
        self.write("machine", self.patched(data, 18, 0xf7, 0))
        self.write("program", self.patched(data, 16, 2))
        self.write("endless", self.patched(data, registration, *b"9" * 64))
        self.write("control", self.patched(data, registration, *b"0.1\n"))
        os.mkdir(self.folder.path + "/folder_plugin.so")
        os.mkfifo(self.folder.path + "/fifo_plugin.so")
        os.symlink("/nonexistent", self.folder.path + "/dangling_plugin.so")
        self.folder.build("library.so", "library.c")
        self.write("segment", self.segment_past_end(data))
        answer = shown(self.path)
        self.assertEqual(["whole_plugin.so"], loaded(answer))
        found = {name.removesuffix("_plugin.so"): r for name, r in reasons(answer).items()}
        for name, expected in {
                "text": "not an ELF file", "empty": "not an ELF file",
                "bits32": "not a 64-bit ELF file", "machine": "for another machine",
                "program": "not a shared object", "endless": "registration: version has no end",
                "control": "registration: version has a control character (0xa)",
                "folder": "not a regular file", "fifo": "not a regular file",
                "dangling": "cannot be opened: No such file",
                "library.so": "not a plugin: no section .quiver_plugin_registration",
                "segment": "cut off: the file has ",
        }.items():
            self.assertIn(expected, found.pop(name), name)
        self.assertEqual({}, found)

    def segment_past_end(self, data):
        """The last loaded segment claims more bytes than the file has."""
        at, size, n = (int.from_bytes(data[a:a + b], "little") for a, b in ((32, 8), (54, 2), (56, 2)))
        last = [at + i * size for i in range(n)
                if int.from_bytes(data[at + i * size:at + i * size + 4], "little") == 1][-1]
        return self.patched(data, last + 32, *(1 << 30).to_bytes(8, "little"))


class Load(PluginTest):
    def test_by_name(self):
        for name in "plain", "off", "said":
            self.folder.plain(name, ".default_disabled = true" if name == "off" else "")
        configuration = f"plugins {{ path {self.folder.path} plugin default {{ disable }} }}"
        for name in "off", "off_plugin", "off_plugin.so", f"{self.folder.path}/off_plugin.so":
            out = self.run_quiver(f"plugin load {name}", "show off", "show log",
                                  configuration=[configuration])
            self.assertIn("off is here\n", out)
            self.assertIn("Loaded plugin: off_plugin.so (A plain one)", out)
        answer = shown(configuration, "plugins { plugin said_plugin.so { disable } }",
                       before=["plugin load said", "plugin load plain"])
        self.assertEqual(["plain_plugin.so", "said_plugin.so"], loaded(answer))

    def test_errors(self):
        self.folder.plain("abc")
        self.folder.plain("zz", '.overrides = "abc_plugin.so", .default_disabled = true')
        self.folder.plain("yy", '.overrides = "ww_plugin.so"')
        self.folder.plain("ww", ".default_disabled = true")
        for name, expected in (
                ("nosuch", f"no plugin 'nosuch' in the plugin path ({self.folder.path})"),
                ("/nonexistent/x_plugin.so", "cannot read /nonexistent/x_plugin.so: No such file"),
                ('""', "no plugin '' in the plugin path"),
                ("x" * 300, "no plugin 'xxx"),
                ("abc", "plugin abc_plugin.so is loaded already"),
                ("zz", "plugin zz_plugin.so: overrides abc_plugin.so, which is loaded already"),
                ("ww", "plugin ww_plugin.so: overridden by yy_plugin.so"),
                (self.folder.path, "not a regular file"),
        ):
            with self.subTest(name[:30]):
                status, _, err = quiver(self.path, "-e", f"plugin load {name}")
                self.assertEqual(1, status)
                self.assertIn(expected, err)

    def test_check(self):
        """Lines after it can be checked, as it is loaded even then."""
        path = self.folder.plain("abc")
        script = os.path.join(self.folder.path, "s.qv")
        for load, status in ((f"plugin load {path}", 0), ("plugin load nosuch", 1)):
            with open(script, "w", encoding="utf-8") as file:
                file.write(f"{load}\nshow abc\n")
            self.assertEqual(status, quiver("--check", script)[0])

    def test_a_second_try(self):
        """What was refused before it ran may be put right and loaded."""
        old = self.folder.plain("abc", '.version = "0.0.1"')
        new = self.folder.plain("abc", folder=self.folder.path + "/new")
        out = self.run_quiver(f"plugin load {new}", "show abc", "show plugins",
                              configuration=[self.path])
        self.assertIn("abc is here\n", out)
        self.assertNotIn("Not loaded", out)
        self.assertNotEqual(old, new)


if __name__ == "__main__":
    unittest.main()
