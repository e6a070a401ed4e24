"""Events: their record and schema, their assembly from matches, the resolution of what the text leaves out."""
