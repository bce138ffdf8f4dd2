"""What a party hands in: reading it, checking its form, and the claims it makes."""
