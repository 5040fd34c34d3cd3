#!/usr/bin/env bash
# lab.sh DIR COUNT COMMAND...: runs COMMAND beside COUNT hosts, each with a network, processes, mounts and a name of its own, and an
# SSH server on a veth link. `touch DIR/kill.2` ends the second host as if its power failed. All of it lives in namespaces of the
# first process here, so all of it goes with that process, however it ends: no interface, no server and no mount is left.
set -euo pipefail
if [[ ${LAB_INSIDE:-} != yes ]]; then
  LAB_INSIDE=yes exec unshare --net --mount --pid --fork --kill-child --mount-proc "$0" "$@"
fi
dir=$1 count=$2
shift 2
here=$(dirname -- "$0")
ip link set lo up
ip link add lab type bridge
ip addr add 10.77.0.1/24 dev lab
ip link set lab up

declare -A pids=()
for ((i = 1; i <= count; i++)); do
  unshare --net --mount --uts --pid --fork --kill-child --mount-proc "$here/host.sh" "$dir" "$i" >"$dir/host$i.log" 2>&1 &
  pids[$i]=$!
  until [[ $(readlink "/proc/${pids[$i]}/ns/net") != "$(readlink /proc/self/ns/net)" ]]; do sleep 0.02; done
  ip link add "lab$i" type veth peer name eth0 netns "${pids[$i]}"
  ip link set "lab$i" master lab up
done
for ((i = 1; i <= count; i++)); do
  for ((tries = 0; ; tries++)); do
    (exec 3<>"/dev/tcp/10.77.0.$((10 + i))/2222") 2>/dev/null && break
    if [[ $tries -ge 250 ]] || ! kill -0 "${pids[$i]}" 2>/dev/null; then
      echo "lab: host$i did not start: $(tail -n 1 -- "$dir/host$i.log")" >&2
      exit 125
    fi
    sleep 0.02
  done
done

(
  while sleep 0.05; do
    for i in "${!pids[@]}"; do
      [[ ! -e $dir/kill.$i || -e $dir/killed.$i ]] || { kill -KILL "${pids[$i]}"; touch "$dir/killed.$i"; }
    done
  done
) &
"$@"
