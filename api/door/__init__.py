"""What every request passes on its way in and out: who asks, how much, in which form, and how faults are told."""
