"""Runs one server for as long as its owner lives, and leaves nothing behind.

Started by embedded-process.ts as `python -I -S guardian.py <plan as JSON>`. Standard input is a pipe held by the owner:
when it ends, because the owner asked or because it died in whatever way, the server is stopped, everything the server
had started is killed, and a temporary home is removed. Standard output is the server's log. The plan:

home       directory of the server: its state, certificates and lock
keep       whether the home outlives this run
user       [uid, gid] that the server runs as, or null to run as the owner
prepare    steps {creates, command, owner} run once: `command` makes `creates`.partial, renamed when it succeeded;
           `owner` true runs it as the owner, and what it made is then given to the server's user
stale      files of an earlier run of this home that was killed, to be removed
serve      the server's command
stop       signal number that stops the server; also sent by Linux should this process itself be killed
patience   seconds the server is given to stop before it is killed
"""

import ctypes
import fcntl
import glob
import json
import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import time

IN_USE = 75
ON_LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

plan = json.loads(sys.argv[1])
home = plan["home"]
libc = ctypes.CDLL(None) if ON_LINUX else None
signals, signals_in = os.pipe()


def lock_directory(directory):
    """The lock of a home, or None if another run holds it. The server inherits it: it lasts until both are gone."""
    path = os.path.join(directory, "lock")
    if not os.path.exists(path):
        # Locked before it bears its name: whoever found it unlocked would take the home for abandoned.
        mine = f"{path}.{os.getpid()}"
        lock = os.open(mine, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            os.link(mine, path)
            return lock
        except FileExistsError:
            os.close(lock)
        finally:
            os.unlink(mine)
    lock = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return lock
    except BlockingIOError:
        os.close(lock)
        return None


def remove_abandoned_homes():
    """Removes the temporary homes that earlier runs could not remove: their guardian was killed, or the machine."""
    for other in glob.glob(os.path.join(glob.escape(os.path.dirname(home)), "cordon-embedded-*")):
        try:
            entry = os.lstat(other)
            owners = [os.geteuid()] + plan["user"][:1] if plan["user"] else [os.geteuid()]
            if not stat.S_ISDIR(entry.st_mode) or entry.st_uid not in owners or other == home:
                continue
            # An owner makes the home, and only then starts the guardian that locks it.
            if not os.path.exists(os.path.join(other, "lock")) and time.time() - entry.st_mtime < 60:
                continue
            lock = lock_directory(other)
            if lock is not None:
                shutil.rmtree(other, ignore_errors=True)
                os.close(lock)
        except OSError:
            continue


def launch(command, lock, as_owner):
    """Starts a command in a session of its own, as the server's user; it dies with this process."""
    uid, gid = (None, None) if as_owner or not plan["user"] else plan["user"]
    guardian = os.getpid()

    def die_with_guardian():
        if ON_LINUX:
            libc.prctl(PR_SET_PDEATHSIG, plan["stop"])
            if os.getppid() != guardian:
                os._exit(1)

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        cwd=home,
        start_new_session=True,
        pass_fds=[lock],
        preexec_fn=die_with_guardian,
        user=uid,
        group=gid,
        extra_groups=None if uid is None else [],
    )


def wait_for_end(child):
    """Waits until the command ends (its exit code) or the owner wants or needs everything stopped (None)."""
    while child.poll() is None:
        readable = select.select([0, signals], [], [])[0]
        if signals in readable and signal.SIGTERM in os.read(signals, 512):
            return None
        if 0 in readable and not os.read(0, 512):
            return None
    return child.returncode


def orphans():
    """What the server started and left: Linux hands it to this process, being its nearest subreaper."""
    for status in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(status) as file:
                name, _, rest = file.read().rpartition(")")
        except OSError:
            continue
        if int(rest.split()[1]) == os.getpid():
            yield int(name.split()[0])


def end(child, patience):
    """Stops a command and whatever it started: politely for so many seconds, then without asking."""
    if patience and child.poll() is None:
        child.send_signal(plan["stop"])
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            pass
    child.kill()
    child.wait()
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except OSError:
        pass
    while ON_LINUX and (left := list(orphans())):
        for pid in left:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def give(directory):
    """Gives what the owner made to the server's user."""
    for path in [directory, *glob.glob(os.path.join(glob.escape(directory), "*"))]:
        os.chown(path, *plan["user"])


def run(lock):
    """Prepares the home and serves; the exit code of the first command that failed, of the server, or None."""
    for step in plan["prepare"]:
        partial = step["creates"] + ".partial"
        if os.path.exists(step["creates"]):
            continue
        shutil.rmtree(partial, ignore_errors=True)
        child = launch(step["command"], lock, step["owner"])
        code = wait_for_end(child)
        end(child, 0)  # what it has not finished is thrown away
        if code != 0:
            return code
        if step["owner"] and plan["user"]:
            give(partial)
        os.rename(partial, step["creates"])
    for path in plan["stale"]:
        if os.path.exists(path):
            os.remove(path)
    child = launch(plan["serve"], lock, False)
    code = wait_for_end(child)
    end(child, plan["patience"])
    return code


def main():
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    os.set_blocking(signals_in, False)
    signal.set_wakeup_fd(signals_in)
    if ON_LINUX:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    lock = lock_directory(home)
    if lock is None:
        return IN_USE
    try:
        remove_abandoned_homes()
        code = run(lock)
    finally:
        if not plan["keep"]:
            shutil.rmtree(home, ignore_errors=True)
    return 0 if code is None else (code or 1)


sys.exit(main())
