#!/usr/bin/env bash
# host.sh DIR I: the first process of a host of the lab: waits for its link, then is its SSH server. DIR/cpuinfo.I, if it is there, is
# what this host says of its processor.
set -euo pipefail
dir=$1 i=$2
until ip link show eth0 >/dev/null 2>&1; do sleep 0.02; done
ip link set lo up
ip addr add "10.77.0.$((10 + i))/24" dev eth0
ip link set eth0 up
hostname "host$i"
mount -t tmpfs none /run
mkdir -p /run/sshd
[[ ! -e $dir/cpuinfo.$i ]] || mount --bind "$dir/cpuinfo.$i" /proc/cpuinfo
exec /usr/sbin/sshd -D -e -f "$dir/sshd_config.$i"
