"""What people did: findings, the evidence they rest on, and how each element was answered."""

from django.db import models

LIKELIHOOD = (
    "almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely", "almost certain",
)  # fmt: skip
"""The seven terms of ICD 203, in order."""
CONFIDENCE = ("low", "moderate", "high")
ANSWERS = ("yes", "no", "unknown")


def _one_of(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class Evidence(models.Model):
    """A row of an archived file that a finding rests on."""

    observation_id = models.CharField(max_length=40, unique=True)
    archived_id = models.CharField(max_length=64)
    row = models.BigIntegerField()
    file = models.TextField()
    source = models.TextField()
    says = models.TextField()
    at = models.DateTimeField(null=True)
    grade = models.CharField(max_length=2, default="")
    handling = models.CharField(max_length=20)
    originator = models.TextField()
    simulated = models.BooleanField()

    @property
    def number(self) -> str:
        """Its number in reports."""
        return f"E-{self.pk:04d}"


class Finding(models.Model):
    """What people assert after weighing evidence. A machine drafts; a person says."""

    title = models.TextField()
    claim = models.TextField()
    state = models.CharField(max_length=20, default="draft")
    likelihood = models.CharField(max_length=24, default="", choices=_one_of(LIKELIHOOD))
    confidence = models.CharField(max_length=12, default="", choices=_one_of(CONFIDENCE))
    handling = models.CharField(max_length=20)
    simulated = models.BooleanField()
    drafted_at = models.DateTimeField(auto_now_add=True)
    drafted_by = models.TextField()
    evidence = models.ManyToManyField(Evidence, related_name="findings")

    @property
    def number(self) -> str:
        """Its number in lists and reports."""
        return f"F-{self.pk:04d}"


class LeadTaken(models.Model):
    """A lead as it was when the finding took it up; the lake may hold a newer version."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="leads")
    lead_id = models.CharField(max_length=16)
    version = models.CharField(max_length=16)
    told = models.JSONField()

    class Meta:
        """A finding takes a lead once."""

        constraints = (models.UniqueConstraint(fields=["finding", "lead_id"], name="lead_once"),)


class ElementAnswer(models.Model):
    """One element of one paragraph: shown, denied or unknown, and because of what."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="answers")
    measure = models.CharField(max_length=80)
    paragraph = models.CharField(max_length=40)
    element = models.CharField(max_length=80)
    answer = models.CharField(max_length=8, default="unknown", choices=_one_of(ANSWERS))
    because = models.TextField(default="")

    class Meta:
        """An element of a paragraph is answered once."""

        constraints = (
            models.UniqueConstraint(fields=["finding", "paragraph", "element"], name="element_once"),
        )


class ExplanationWeighed(models.Model):
    """An innocent explanation, and what speaks for or against it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="explanations")
    explanation = models.CharField(max_length=80)
    says = models.TextField()
    weighed = models.TextField(default="")
    cannot_tell = models.BooleanField()
