"""A laboratory of hosts for tests: network namespaces with SSH servers, keys and configurations of their own."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("lab.sh")
SSHD = Path("/usr/sbin/sshd")


def require_lab() -> None:
    """Skips the test, and says why, where no laboratory can be made."""
    if os.geteuid() != 0:
        pytest.skip("network namespaces with SSH servers need root")
    if not SSHD.exists() or not all(map(shutil.which, ("parallel", "ssh", "ip", "unshare"))):
        pytest.skip("needs sshd and GNU parallel: scripts/setup machines installs them")
    apart = ["unshare", "--net", "--mount", "--uts", "--pid", "--fork", "--mount-proc"]
    tried = subprocess.run([*apart, "ip", "link", "add", "a0", "type", "bridge"], capture_output=True)
    if tried.returncode != 0:
        pytest.skip(f"no network namespace can be made here: {tried.stderr.decode().strip()}")


@dataclass(frozen=True)
class Lab:
    """`folder` has no space in its path: a hosts file splits lines at spaces."""

    folder: Path
    count: int

    @property
    def hosts(self) -> Path:
        return self.folder / "hosts"

    def command(self, *command: str) -> list[str]:
        return [str(SCRIPT), str(self.folder), str(self.count), *command]

    def kill(self, host: int) -> None:
        (self.folder / f"kill.{host}").touch()


def make_lab(folder: Path, count: int, environment: dict[str, str]) -> Lab:
    """`environment` is what a login finds on every host."""
    folder.mkdir(parents=True)
    for name in ("host_key", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    shutil.copy(folder / "key.pub", folder / "authorized_keys")
    given = " ".join(f'{name}="{value}"' for name, value in environment.items())
    server = [
        "Port 2222",
        f"HostKey {folder}/host_key",
        f"AuthorizedKeysFile {folder}/authorized_keys",
        "StrictModes no",
        "UsePAM no",
        "PidFile none",
        "PermitRootLogin prohibit-password",
        *([f"SetEnv {given}"] if given else []),
    ]
    for i in range(1, count + 1):
        (folder / f"sshd_config.{i}").write_text("\n".join(server) + "\n")
    public = (folder / "host_key.pub").read_text().split()[:2]
    addresses = [f"10.77.0.{10 + i}" for i in range(1, count + 1)]
    (folder / "known_hosts").write_text("".join(f"[{a}]:2222 {' '.join(public)}\n" for a in addresses))
    client = "".join(
        f"Host host{i}\n  HostName {a}\n  Port 2222\n  User root\n  IdentityFile {folder}/key\n"
        f"  UserKnownHostsFile {folder}/known_hosts\n  IdentitiesOnly yes\n"
        for i, a in enumerate(addresses, 1)
    )
    (folder / "ssh_config").write_text(client)
    lines = [f"ssh -F {folder}/ssh_config host{i}" for i in range(1, count + 1)]
    (folder / "hosts").write_text("# the laboratory\n" + "\n".join(lines) + "\n")
    return Lab(folder, count)
