"""What was ordered, as data: documents, agencies, lifecycles and calendars. Nothing in here is ever run as code."""
