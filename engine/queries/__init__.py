"""What screens, sheets and verbs ask: small frozen values, never rows to be changed."""
