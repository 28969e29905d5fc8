import { spawn } from 'node:child_process'

/** Ends the children if this process ends without having done it, however it ends. */
export interface Watchdog {
  watches(name: string, child: { pid: number; signal: 'INT' | 'TERM' } | null): void
  /** All children have been ended: there is nothing left to do. */
  dismiss(): void
}

// A pipe from the node is its standard input: it closes when the node ends, SIGKILL included. Then the processes
// named last get their signal, and SIGKILL ten seconds later. A shell, because it costs one megabyte. A dead process
// that nobody has waited for still answers to signal 0, so that its state is looked at where there is a /proc.
const script = `
trap '' INT HUP TERM
postgres= temporal=
while read -r name pid signal; do
  case $name in
    postgres) postgres=$pid; postgres_signal=$signal;;
    temporal) temporal=$pid; temporal_signal=$signal;;
    dismiss) exit 0;;
  esac
done
lives() {
  [ -n "$1" ] && kill -0 "$1" 2>/dev/null || return 1
  { read -r stat < /proc/$1/stat; } 2>/dev/null || return 0
  case $stat in *') Z '*) return 1;; esac
}
lives "$temporal" && kill -"$temporal_signal" "$temporal"
lives "$postgres" && kill -"$postgres_signal" "$postgres"
n=0
while lives "$temporal" || lives "$postgres"; do
  n=$((n + 1))
  [ $n -le 100 ] || { kill -KILL $temporal $postgres; exit 0; }
  sleep 0.1
done
`

/** Starts the watchdog, in a session of its own so that it outlives a kill of the node's process group. */
export function startWatchdog(): Watchdog {
  const shell = spawn('/bin/sh', ['-c', script, 'posthorn-watchdog'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' })
  shell.stdin.on('error', () => undefined) // it was killed: the pid files are left to find the children by
  shell.unref()
  return {
    watches: (name, child) => shell.stdin.write(`${name} ${child === null ? '' : `${child.pid} ${child.signal}`}\n`),
    dismiss: () => shell.stdin.end('dismiss - -\n'),
  }
}
