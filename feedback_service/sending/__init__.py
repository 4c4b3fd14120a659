"""The ways in which notices leave the service: mail, GOV.UK Notify, a signed webhook."""
