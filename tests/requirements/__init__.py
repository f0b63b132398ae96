"""What others ask of a site like this, and the tests that show it: `python -m tests.requirements` writes the table.

A test says what it shows by a mark: `@pytest.mark.asvs("V14.2.1")` names a requirement of OWASP's ASVS 5.0 that is
chosen in chosen.py, `@pytest.mark.flaw("log injection")` a class of Django's own flaws that is told in flaws.py.
"""
