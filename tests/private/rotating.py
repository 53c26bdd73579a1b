"""Run by test_rotation: keys are changed in a process of its own, which kills itself after a batch."""

import os
import signal
import sys

import django


def main(after):
    django.setup()
    from django.core.management import call_command

    from flows.engine import rotation

    write, done = rotation._write, []

    def dying(column, fresh):
        done.append(len(fresh))
        write(column, fresh)
        if len(done) > int(after):  # in the middle of a batch: its rows are written, not committed
            os.kill(os.getpid(), signal.SIGKILL)

    rotation._write = dying
    call_command("rotate_keys", "--batch", "4")


if __name__ == "__main__":
    main(*sys.argv[1:])
