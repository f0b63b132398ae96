"""What a text may tell that its writer should look at, or that a moderator should see first.

Pure functions: a text in, findings out; no database, no network, no log. A finding sorts, warns and asks; it never
publishes and never rejects. Each module has one `findings(text, name="")`:

    disclosure   what could lead to the writer, or to somebody else
    urgent       an overdose that is happening, or a wish to die: first person, and now
"""
