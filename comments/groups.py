"""The groups of staff, and what each may do. Admins are superusers: whoever keeps the accounts can do all but one
thing, which nobody can do alone: to see what is sealed."""

from django.apps.registry import Apps

RIGHTS = {
    "Moderator": {("comments", "comment"): ["moderate", "view"]},
    "Privacy officer": {("comments", "reveal"): ["ask_to", "agree_to"]},
    "Editor": {
        ("articles", "article"): ["add", "change", "delete", "view"],
        ("articles", "page"): ["add", "change", "delete", "view"],
        ("articles", "topic"): ["add", "change", "delete", "view"],
        ("articles", "image"): ["add", "change", "delete", "view"],
        ("articles", "source"): ["add", "change", "delete", "view"],
        ("articles", "profile"): ["add", "change", "view"],
        ("articles", "redirect"): ["add", "change", "delete", "view"],
        ("comments", "safetytemplate"): ["add", "change", "view"],
    },
}


LABELS = {
    "moderate": "Can decide on comments",
    "ask_to": "Can ask to see what is sealed",
    "agree_to": "Can agree to that",
}


def make_groups(apps: Apps) -> None:
    """Make the groups with their permissions. Django makes permissions only after all migrations, so those that are
    not there yet are made here.
    """
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    content_types = apps.get_model("contenttypes", "ContentType")
    for name, rights in RIGHTS.items():
        group, _ = group_model.objects.get_or_create(name=name)
        for (app, model), verbs in rights.items():
            content_type, _ = content_types.objects.get_or_create(app_label=app, model=model)
            for verb in verbs:
                label = LABELS.get(verb, f"Can {verb} {model}")
                permission, _ = permission_model.objects.get_or_create(
                    content_type=content_type, codename=f"{verb}_{model}", defaults={"name": label}
                )
                group.permissions.add(permission)
