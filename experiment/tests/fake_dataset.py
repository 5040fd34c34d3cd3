#!/usr/bin/python3
"""The dataset tool as far as a run calls it: lists two datasets, and writes one by plain SQL."""

import json
import sqlite3
import sys

SCHEMA = """
CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL);
CREATE TABLE posts(id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL,
                   author_id INTEGER REFERENCES users(id));
"""


def main(command: str, *arguments: str) -> int:
    if command == "list":
        print(json.dumps([{"name": name, "relation": "one_to_many"} for name in ("zipf_tiny", "zipf_small")]))
        return 0
    file = sqlite3.connect(arguments[arguments.index("--out") + 1])
    file.executescript(SCHEMA)
    file.executemany("INSERT INTO users VALUES (?, ?, ?)", [(k, f"user {k}", "u@x") for k in range(1, 4)])
    file.executemany("INSERT INTO posts VALUES (?, ?, ?, ?)", [(i, f"post {i}", "", i % 3 + 1) for i in range(1, 10)])
    file.commit()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
