"""one_to_one: users and their profiles."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from sqlalchemy import Column, ForeignKey, Integer, Text, select
from sqlalchemy.orm import backref, registry, relationship, selectinload

from sqlalchemy_bench.random_order import working_order
from sqlalchemy_bench.relations.links import Links, LinksWork, LoadLinks, Relation


class Profiles(Relation):
    def declare(self) -> Any:
        mapped = registry()
        base = mapped.generate_base()
        of_user: Dict[str, Any] = {}
        of_profile: Dict[str, Any] = {}
        if self.name == "back_populates":
            of_user = {"profile": relationship("Profile", uselist=False, back_populates="user")}
            of_profile = {"user": relationship("User", back_populates="profile")}
        elif self.name == "backref":
            of_user = {"profile": relationship("Profile", uselist=False, backref=backref("user"))}
        elif self.name == "unidirectional":
            of_user, of_profile = {"profile": None}, {"user": relationship("User")}
        else:
            of_user = {"profile": relationship("Profile", uselist=False, overlaps="user")}
            of_profile = {"user": relationship("User", overlaps="profile")}
        key = {"id": Column(Integer, primary_key=True)}
        texts = {"name": Column(Text, nullable=False), "email": Column(Text, nullable=False)}
        self.User: Any = type("User", (base,), {"__tablename__": "users", **key, **texts, **of_user})
        columns = {"id": Column(Integer, primary_key=True), "bio": Column(Text, nullable=False)}
        columns["user_id"] = Column(ForeignKey("users.id"))
        self.Profile: Any = type("Profile", (base,), {"__tablename__": "profiles", **columns, **of_profile})
        return mapped

    def load(self, session: Any) -> Tuple[List[Any], List[Any]]:
        if self.name == "unidirectional":
            users = list(session.execute(select(self.User).order_by(self.User.id)).scalars())
            profiles = list(session.execute(select(self.Profile).order_by(self.Profile.id)).scalars())
            for profile in profiles:
                if profile.user is not None:
                    profile.user.profile = profile
            return users, profiles
        query = select(self.User).order_by(self.User.id).options(selectinload(self.User.profile))
        users = list(session.execute(query).scalars())
        return users, [user.profile for user in users if user.profile is not None]

    def of_left(self, one: Any) -> List[Any]:
        return [one.profile] if one.profile is not None else []

    def of_right(self, one: Any) -> List[Any]:
        return [one.user] if one.user is not None else []

    def set_profile(self, user: Any, profile: Optional[Any]) -> None:
        if self.name in ("back_populates", "backref"):  # taking over another's partner leaves that one's side as it was
            if profile is not None and profile.user not in (None, user):
                profile.user = None
        else:
            if user.profile not in (None, profile):
                user.profile.user = None
            if profile is not None:
                if profile.user not in (None, user):
                    profile.user.profile = None
                profile.user = user
        user.profile = profile

    def set_user(self, profile: Any, user: Optional[Any]) -> None:
        if self.name in ("back_populates", "backref"):
            if user is not None and user.profile not in (None, profile):
                user.profile = None
        else:
            if profile.user not in (None, user):
                profile.user.profile = None
            if user is not None:
                if user.profile not in (None, profile):
                    user.profile.user = None
                user.profile = profile
        profile.user = user


class ProfilesWork(LinksWork):
    relation, model = "one_to_one", Profiles
    rows_sql = "SELECT user_id, id FROM profiles WHERE user_id IS NOT NULL"

    def start(self) -> Links:
        rows = [(row[2], row[0]) for row in self.database.rows["profiles"] if row[2] is not None]
        users = [row[0] for row in self.database.rows["users"]]
        return Links.of(users, [profile for _, profile in rows], rows)


class LoadProfiles(ProfilesWork, LoadLinks):
    name, words, item = "load_profiles", "load all users with their profiles, selectin", "user"
    question = "What does a strategy cost when a one-to-one is loaded at once?"


class Swapping(ProfilesWork):
    phase, item, step = "sync", "swap", 1
    question = "What does keeping both sides of a one-to-one in sync cost?"

    def pairs(self) -> List[Tuple[int, int]]:
        """Users who have a profile, two by two, in the working order; a last one stays alone."""
        owners = [user for user, others in self.start().left.items() if others]
        order = [owners[i] for i in working_order(len(owners))]
        return list(zip(order[::2], order[1::2]))[:: self.step]

    def setup(self) -> None:
        super().setup()
        users = [(self.left[one], self.left[other]) for one, other in self.pairs()]
        self.swaps: List[Any] = [(one, other, one.profile, other.profile) for one, other in users]

    @property
    def items(self) -> int:
        return len(self.pairs())

    def expected(self) -> Links:
        start = self.start()
        owner = dict(start.rows)
        for one, other in self.pairs():
            owner[one], owner[other] = owner[other], owner[one]
        return Links.of(list(start.left), list(start.right), list(owner.items()))

    def finish(self) -> None:
        self.swaps = []
        super().finish()


class SwapByProfile(Swapping):
    name, words = "swap_by_profile", "two users exchange profiles, set on the user's side"

    def run(self) -> None:
        for one, other, of_one, of_other in self.swaps:
            self.mapped.set_profile(one, of_other)
            self.mapped.set_profile(other, of_one)


class SwapByUser(Swapping):
    name, words = "swap_by_user", "two users exchange profiles, set on the profile's side"

    def run(self) -> None:
        for one, other, of_one, of_other in self.swaps:
            self.mapped.set_user(of_other, one)
            self.mapped.set_user(of_one, other)


class MoveProfiles(Swapping):
    name, words = "move_profiles", "flush exchanged profiles, one pair in ten of those loaded"
    phase, item, step = "flush", "moved profile", 10
    question = "What does a strategy add to the UPDATEs of a one-to-one?"

    def setup(self) -> None:
        super().setup()
        SwapByProfile.run(self)  # type: ignore[arg-type]

    def run(self) -> None:
        self.mapped.flush(self.session)

    @property
    def items(self) -> int:
        return 2 * len(self.pairs())


WORKLOADS = (LoadProfiles, SwapByProfile, SwapByUser, MoveProfiles)
