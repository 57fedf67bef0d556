#!/usr/bin/env python3
"""Every command that answers does so in JSON, valid by the schema that --schema prints for it."""
import json
import os
import subprocess
import tempfile
import unittest

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
QUIVER = os.path.abspath(os.environ.get("QUIVER", os.path.join(HERE, "../../build/quiver")))
CAPTURE = os.path.join(HERE, "../../scripts/tours/office.pcap")
ENVIRONMENT = dict(os.environ, QUIVER_CHECK_SCHEMA="1", TZ="UTC", LC_ALL="C.UTF-8")

# A router between two captures, with a bit of everything that there is to show.
TRAFFIC = f"""
test clock stop
create loopback interface
create pcap interface lan rx-file {CAPTURE} hw-addr 02:00:00:00:01:01 speed recorded
create pcap interface wan tx-file wan.pcap hw-addr 02:00:00:00:02:01
create packet-generator interface pg0 gso-enabled gso-size 1400
packet-generator capture pg0 pcap pg.pcap
set interface ip address lan 192.168.1.1/24
set interface ip address wan 203.0.113.1/24
set interface tag wan uplink
set ip neighbor wan 203.0.113.10 02:00:00:00:02:0a static
ip table add 7 name seven
ip route add table 7 198.18.0.0/15 via 203.0.113.10 wan weight 2 via 203.0.113.11 wan
ip route add 233.252.0.0/24 via drop
set interface reassembly lan on
packet-generator new {{ name s limit 3 size 64-64 interface pg0 node ethernet-input data {{ hex 0x00 }} }}
packet-generator new {{ name part limit 1 size 60-60 interface lan node ip4-input data {{
    UDP: 192.168.1.10 -> 192.168.1.1 fragment id 7 offset 16
    UDP: 1 -> 2 incrementing 32 }} }}
packet-generator new {{ name edited limit 1 size 60-60 interface lan node ip4-input data {{
    UDP: 192.168.1.10 - 192.168.1.12 -> 192.0.2.1 UDP: 1 -> 2 incrementing 32 }} }}
trace add pcap-input 50
trace add pg-input 50 filter ip
trace add interface wan 5
trace filter exclude ip6-input 100
pcap trace rx tx drop max 1000 file ./all.pcap
pcap dispatch trace on max 1000 file ./dispatch.pcap buffer-trace pcap-input 5
expect start
define NAME value
set interface state wan up
set interface state lan up
set interface state pg0 up
test log notice test a message
packet-generator enable-stream s
wait 5
packet-generator enable-stream part
packet-generator enable-stream edited
wait packet-generator part timeout 1
create loopback interface
create packet-generator interface br0
create packet-generator interface br1
create packet-generator interface br2
create bridge-domain 10 arp-term 1 bd-tag office
set bridge-domain arp entry 10 10.1.0.1 02:00:00:00:00:31
set interface l2 bridge loop1 10 bvi
set interface l2 bridge br0 10 2
set interface l2 xconnect br1 br2
l2fib add 02:00:00:00:00:41 10 br0 static
l2fib add 02:00:00:00:00:42 10 filter
"""

# By the command's first words: lines of it. Those after a ! must fail.
LINES = {
    "assert output match": ["assert output match v from show version",
                            "!assert output match b from echo a"],
    "assert value": ["assert value version == 0.1.0 from show version",
                     "!assert value text == b from echo a"],
    # What a tap shows needs rights: tests/net/test_tap.py.
    "create tap": ["!create tap gso no-gso"],
    "show tap": ["show tap", "show tap detail"],
    "show tun": ["show tun"],
    "create bridge-domain": ["create bridge-domain 11"],
    # What a host interface shows needs rights: tests/net/test_host_interface.py.
    "create host-interface": ["!create host-interface name nosuch"],
    "create loopback interface": ["create loopback interface instance 9"],
    "create packet-generator interface": ["create packet-generator interface pg9"],
    "create pcap interface": ["create pcap interface pcap9 tx-file made.pcap"],
    "create sub-interfaces": ["create sub-interfaces wan 100", "create sub-interfaces wan 101-102"],
    "echo": ["echo", "echo a \"b\" \\ ü \x01"],
    "expect": ["expect 29 packets on wan", "expect no packets on loop0"],
    "help": ["help", "help show", "help show version"],
    "history": ["history"],
    "pcap dispatch trace": ["pcap dispatch trace status", "pcap dispatch trace off"],
    "pcap trace": ["pcap trace status", "pcap trace off", "pcap trace status"],
    "ping": ["ping 192.168.1.1 repeat 2 interval 0.1", "!ping 192.0.2.99 repeat 1"],
    "show adj": ["show adj", "show adj nbr", "show adj 0"],
    "show bridge-domain": ["show bridge-domain", "show bridge-domain 10 detail",
                           "show bridge-domain bd-tag office", "!show bridge-domain 99"],
    "show buffers": ["show buffers"],
    "show cli": ["show cli"],
    "show clock": ["show clock"],
    "show doctor": ["show doctor", "show doctor checks"],
    "show drops": ["show drops", "show drops interface lan max 2 verbose", "show drops max 0"],
    "show drops by reason": [f"show drops by {w}" for w in "reason class node interface".split()],
    "show errors": ["show errors", "show errors verbose", "show errors merged"],
    "show features": ["show features", "show features verbose"],
    "show frame-queue": ["show frame-queue"],
    "show hardware-interfaces": ["show hardware-interfaces", "show hardware-interfaces brief lan",
                                 "show hardware-interfaces verbose lan wan",
                                 "show hardware-interfaces detail"],
    "show init-function": ["show init-function", "show init-function verbose"],
    "show interface": ["show interface", "show interface wan lan"],
    "show interface address": ["show interface address", "show interface addr wan"],
    "show interface features": ["show interface features lan"],
    "show interface rx-placement": ["show interface rx-placement"],
    "show interface tag": ["show interface tag", "show interface tag lan wan"],
    "show ip fib": ["show ip fib", "show ip fib summary", "show ip fib mtrie", "show ip fib memory",
                    "show ip fib table 7 detail", "show ip fib index 0", "show ip fib 192.168.1.10",
                    "show ip fib 203.0.113.0/24"],
    "show ip mfib": ["show ip mfib"],
    "show ip neighbor-config": ["show ip neighbor-config"],
    "show ip neighbor-stats": ["show ip neighbor-stats", "show ip neighbor-stats lan"],
    "show ip neighbors": ["show ip neighbors", "show ip4 neighbor wan", "show ip6 neighbors"],
    "show ip table": ["show ip table", "show ip table 7"],
    "show ip4-full-reassembly": ["show ip4-full-reassembly", "show ip4-full-reassembly details"],
    "show l2fib": ["show l2fib", "show l2fib all", "show l2fib bd_id 10"],
    "show load-balance": ["show load-balance", "show load-balance 0"],
    "show logging": ["show logging", "show log"],
    "show logging configuration": ["show logging configuration"],
    "show macro": ["show macro"],
    "show memory": ["show memory", "show memory map", "show memory main-heap"],
    "show mode": ["show mode", "show mode lan"],
    "show node": ["show node ip4-lookup", "show node lan-tx", "show node pcap-input"],
    "show node counters": ["show node counters", "show node counters verbose"],
    "show node index": ["show node index 0", "show node index 30"],
    "show packet-generator": ["show packet-generator", "show packet-generator verbose"],
    "show packet-generator interface": ["show packet-generator interface pg0"],
    "show plugins": ["show plugins", "show plugins verbose"],
    "show runtime": ["show runtime", "show runtime time", "show runtime verbose",
                     "show runtime max", "show runtime summary", "show runtime merged"],
    "show threads": ["show threads"],
    "show trace": ["show trace", "show trace max 1 timestamps relative", "show trace summary",
                   "show trace max 3 timestamps delta", "show trace timestamps wall",
                   "show trace merged", "show trace merged summary max 2"],
    "show trace filter": ["show trace filter"],
    "show version": ["show version", "show version verbose", "show version cmdline"],
    "show vlib frame-allocation": ["show vlib frame-allocation"],
    "show vlib graph": ["show vlib graph", "show vlib graph ip4-lookup"],
    "test clock status": ["test clock status"],
    "test lookup": ["test lookup count 8 192.168.1.8", "test lookup table 7 198.18.0.1"],
    "wait": ["wait 1ms"],
}

# What needs a clock that runs, a core of its own, workers, the number of a node with siblings, or
# plugins: tests/plugins has those.
TAP = ("interface index host_name host_namespace host_mtu host_mac host_carrier host_state gso csum "
       "mac id flags n_rx_queues n_tx_queues queues queues[].number queues[].fd queues[].received "
       "queues[].sent queues[].buffers_ready").split()
ELSEWHERE = {f"show hardware-interfaces.interfaces[].{f}" for f in
             ("rx_queues", "rx_queues[].queue", "rx_queues[].thread", "rx_queues[].mode",
              "tx_queues", "tx_queues[].queue", "tx_queues[].shared", "tx_queues[].threads")} | {
    "create host-interface.interface", "create host-interface.index",
    "show l2fib.entries[].age", "ping.replies[].fault"} | {f"show {kind}.interfaces[].{f}" for kind in ("tap", "tun") for f in TAP} | {
    "create tap.interface", "create tap.index"} | {
             ".warnings", "show threads.threads[].lwp", "show threads.threads[].core",
             "show threads.threads[].physical_core", "show threads.threads[].socket",
             "show memory.main_heap", "show memory.main_heap.total",
             "show memory.main_heap.used", "show memory.main_heap.free",
             "show node index.sibling_of"} | {
                 f"show doctor.findings[].{f}" for f in
                 ("grade", "subject", "finding", "cure", "check")} | {
                 f"show frame-queue.queues[].{f}" for f in
                 ("from", "to", "packets", "frames", "congested", "waiting")} | {
                 f"show plugins.{f}" for f in
                 ("plugins[].name", "plugins[].version", "plugins[].description", "plugins[].path",
                  "registered[].plugin", "registered[].kinds", "registered[].kinds[].count",
                  "registered[].kinds[].kind", "registered[].kinds[].names", "not_loaded[].name",
                  "not_loaded[].reason", "not_loaded[].path", "not_loaded[].version",
                  "not_loaded[].description")}

ERROR = {"type": "object", "required": ["code", "number", "message"],
         "additionalProperties": False,
         "properties": {"code": {"type": "string", "pattern": "^[A-Z0-9_]+$"},
                        "number": {"type": "integer", "maximum": -1},
                        "message": {"type": "string", "minLength": 1}}}
VALIDATOR = jsonschema.Draft202012Validator


def quiver(*arguments, stdin="", folder="."):
    done = subprocess.run([QUIVER, *arguments], input=stdin, capture_output=True, text=True,
                          env=ENVIRONMENT, cwd=folder, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def first_words(grammar):
    """The words up to the first that a line may or must choose a value for."""
    words = []
    for word in grammar.split():
        if word[0] in "[<{":
            break
        words.append(word.split("|")[0])
    return " ".join(words)


def answers_of(setup, lines):
    """The answer to each line, given after those of 'setup' in one session."""
    script = setup + "\necho BEGIN\n" + "\n".join(line.lstrip("!") for line in lines) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        _, out, err = quiver("-j", "-k", stdin=script, folder=folder)
    answers, at = [], 0
    decoder = json.JSONDecoder()
    while at < len(out):
        answer, at = decoder.raw_decode(out, at)
        answers.append(answer)
        at += len(out[at:]) - len(out[at:].lstrip())
    begin = answers.index({"text": "BEGIN"})
    for answer in answers[:begin]:
        if "error" in answer:
            raise AssertionError(f"setup: {err}")
    return answers[begin + 1:]


def keys_of(schema, path=""):
    """All keys that a schema names, and those within."""
    for key, inside in schema.get("properties", {}).items():
        yield f"{path}.{key}"
        yield from keys_of(inside, f"{path}.{key}")
    if "items" in schema:
        yield from keys_of(schema["items"], path + "[]")


def keys_in(answer, path=""):
    if isinstance(answer, dict):
        for key, inside in answer.items():
            yield f"{path}.{key}"
            yield from keys_in(inside, f"{path}.{key}")
    elif isinstance(answer, list):
        for inside in answer:
            yield from keys_in(inside, path + "[]")


class Json(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.commands = json.loads(quiver("--commands", "-j")[1])["commands"]
        cls.schemas = {}
        for words in LINES:
            status, out, err = quiver("--schema", words)
            if status or out.count("\n") != 1:
                raise AssertionError(f"--schema '{words}': {status} {out}{err}")
            cls.schemas[words] = json.loads(out)
        cls.lines = [(words, line) for words, lines in LINES.items() for line in lines]

    def test_all_commands_are_here(self):
        answering = {first_words(c["grammar"]) for c in self.commands if c["schema"]}
        shows = {first_words(c["grammar"]) for c in self.commands
                 if c["grammar"].startswith("show ")}
        self.assertEqual(set(), shows - answering, "show commands without a schema")
        self.assertEqual(answering, set(LINES))

    def test_schemas(self):
        for words, schema in self.schemas.items():
            VALIDATOR.check_schema(schema)
            self.assertTrue(schema["title"].startswith(words.rsplit(" ", 1)[0]), words)

    def validate(self, answers, may_fail):
        self.assertEqual(len(self.lines), len(answers))
        for (words, line), answer in zip(self.lines, answers):
            with self.subTest(line):
                answer = dict(answer)
                if line[0] == "!" or may_fail and "error" in answer:
                    jsonschema.validate(answer.pop("error"), ERROR, VALIDATOR)
                    if not answer:
                        continue
                jsonschema.validate(answer, self.schemas[words], VALIDATOR)

    def test_with_traffic(self):
        answers = answers_of(TRAFFIC, [line for _, line in self.lines])
        self.validate(answers, may_fail=False)
        seen = {words: set() for words in LINES}
        for (words, _), answer in zip(self.lines, answers):
            seen[words].update(keys_in(answer))
        missing = [words + key for words in LINES for key in keys_of(self.schemas[words])
                   if key not in seen[words] and not {key, words + key} & ELSEWHERE]
        self.assertEqual([], missing, "keys of a schema that no answer has")

    def test_fresh(self):
        self.validate(answers_of("", [line for _, line in self.lines]), may_fail=True)


if __name__ == "__main__":
    unittest.main()
