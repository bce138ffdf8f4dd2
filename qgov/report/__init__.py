"""What people read: the judgment text, the claims table, the norm and term pages."""
