"""What a vocabulary file may say: the words that measures share, kept once and named by id."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from leadline.law.model import HS, Frozen, Id, Signs, Words, listed


class Mark(Frozen):
    """A sign that an act is read for: words, HS codes, or other marks that make it together."""

    id: Id
    words: Annotated[tuple[Words, ...], BeforeValidator(listed)] = Field(
        (), description="``word``, ``stem*``, ``several words``, ``@kp`` for the DPRK, ``=all of the field``."
    )
    hs: tuple[HS, ...] = ()
    when: Signs = ()
    names: bool = Field(False, description="Read from the names of parties and vessels too: ``DPRK banks``.")


class Element(Frozen):
    """Something that must be shown; the question is answered yes, no or unknown.

    The signs say what in an act answers it; what an act states outright goes before them.
    """

    id: Id
    asks: Words
    yes: Signs = Field(
        (), description="Any one of them answers yes, if it stands in fields and not in prose."
    )
    points: Signs = Field((), description="Any one of them makes the question worth asking.")
    no: Signs = Field((), description="Any one of them answers no.")
    open: bool = Field(False, description="A paragraph is named although nothing points to this element.")


class Exemption(Frozen):
    """A way out that must be asked about, with who grants it."""

    id: Id
    title: Words
    granted_by: Words
    asks: Words
    under: Id | None = Field(None, description="The paragraph it rests on: no exemption before its day.")
    in_transition: bool = Field(False, description="Only until the last day of the paragraph's transition.")


class Vocabulary(Frozen):
    """The words that measures share, kept once and named by id."""

    marks: tuple[Mark, ...] = ()
    elements: tuple[Element, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
