"""What an account may do, in few letters, for the log: which holds no names."""

from typing import Any

SEALED = ("ask_to_reveal", "agree_to_reveal")
LETTERS = {"Moderator": "M", "Editor": "E", "Privacy officer": "P"}


def roles(user: Any) -> str:
    """A for an admin, M, E and P for the groups, + for any other right that was given; 0 for an account that is off."""
    if not user.is_active:
        return "0"
    groups = list(user.groups.values_list("name", flat=True))
    others = set(groups) - LETTERS.keys() or user.user_permissions.exists()
    if "Privacy officer" not in groups:
        others = others or user.groups.filter(permissions__codename__in=SEALED).exists()
    letters = [letter for name, letter in LETTERS.items() if name in groups]
    return "A" * user.is_superuser + "".join(sorted(letters)) + "+" * bool(others)


def rights(group: Any) -> str:
    """What a group gives, in few letters: M to moderate, P to ask or agree to see what is sealed, and how many rights
    in all.
    """
    given = set(group.permissions.values_list("codename", flat=True))
    return "M" * ("moderate_comment" in given) + "P" * bool(given & set(SEALED)) + str(len(given))
