# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A Slurm of one node, for the caller alone: munged, slurmctld and slurmd as its children, in a
# directory of its own, on loopback only. Sourced; `start_slurm DIR` before use, `stop_slurm` at
# the end, also after a failure. They die with the caller even if it is killed.

slurm_pids=()

# Every attempt at a port is on loopback; refused means that nobody listens there.
free_port() { ! (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

slurm_ports() {
  local try base
  for ((try = 0; try < 100; try++)); do
    base=$((20000 + (RANDOM % 20000) / 2 * 2))
    free_port $base && free_port $((base + 1)) && echo $base && return
  done
  return 1
}

# cred_expire: a job that is started again waits that long, and 5 is the least that Slurm honours.
slurm_config() {
  local dir=$1 port=$2 host user
  host=$(hostname -s) user=$(id -un)
  cat <<TEXT
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket,cred_expire=5
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPort=$port
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
KillWait=2
SlurmdTimeout=60
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=1,sched_interval=1,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=4 RealMemory=1000 State=UNKNOWN
PartitionName=p Nodes=ALL Default=YES MaxTime=INFINITE State=UP
TEXT
}

# daemon <log> <command...>: in the foreground, a child of ours.
daemon() {
  local log=$1
  shift
  setpriv --pdeathsig TERM "$@" >>"$log" 2>&1 &
  slurm_pids+=($!)
}

# wait_until <seconds> <what> <command...>
wait_until() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < end)) || {
      echo "waited in vain until $what"
      return 1
    }
    sleep 0.05
  done
}

node_is_idle() { [[ $(sinfo --noheader --format=%T 2>/dev/null) == idle ]]; }

start_slurm() {
  local dir=$1 port
  port=$(slurm_ports) || return 1
  mkdir -p "$dir"/{munge,state,spool} && chmod 755 "$dir/munge" || return 1
  (umask 077 && head -c 1024 /dev/urandom >"$dir/munge.key")
  slurm_config "$dir" "$port" >"$dir/slurm.conf"
  export SLURM_CONF=$dir/slurm.conf
  daemon "$dir/munged.log" munged --foreground --force --key-file="$dir/munge.key" \
    --socket="$dir/munge/socket" --pid-file="$dir/munge/pid" --seed-file="$dir/munge/seed" \
    --num-threads=2
  wait_until 20 'munged listens' test -S "$dir/munge/socket" || return 1
  daemon "$dir/slurmctld.out" slurmctld -D -c -f "$SLURM_CONF"
  daemon "$dir/slurmd.out" slurmd -D -N n1 -f "$SLURM_CONF"
  wait_until 60 'the node is idle' node_is_idle || return 1
  only_on_loopback "$port" "$((port + 1))"
}

# In /proc/net/tcp 0A is a socket that listens, 0100007F is 127.0.0.1.
only_on_loopback() {
  local port hex found
  for port; do
    hex=$(printf '%04X' "$port")
    found=$(awk -v port="$hex" '$4 == "0A" { split($2, at, ":"); if (at[2] == port) print at[1] }' \
      /proc/net/tcp)
    [[ $found == 0100007F ]] || {
      echo "port $port listens on '$found', not on loopback alone"
      return 1
    }
  done
}

queue_is_empty() { [[ -z $(squeue --noheader) ]]; }

# Jobs first: what slurmd has started outlives it.
stop_slurm() {
  if ((${#slurm_pids[@]} == 3)); then
    timeout 5 scancel --user="$(id -un)" --signal=KILL --full 2>/dev/null
    timeout 5 scancel --user="$(id -un)" 2>/dev/null
    wait_until 5 'the jobs have ended' queue_is_empty >/dev/null 2>&1
  fi
  ((${#slurm_pids[@]} == 0)) || kill "${slurm_pids[@]}" 2>/dev/null
  wait 2>/dev/null
}
