// What configure() refuses, from plain descriptors: each error by its type, with both classes, both attributes and the
// remedy in its message.
#include "orm/registry.h"

#include "fixture.h"
#include "orm/errors.h"

namespace {

using fixture::message_of;
using orm::ColumnDescriptor;
using orm::ColumnType;
using testing::HasSubstr;

// Users and posts, as one would declare them; a test changes what it is about.
struct Declarations {
  orm::TableDescriptor users{"users", {{"id", ColumnType::integer, true, {}}, {"name", ColumnType::text, false, {}}}};
  orm::TableDescriptor posts{"posts",
                             {{"id", ColumnType::integer, true, {}},
                              {"title", ColumnType::text, false, {}},
                              {"author_id", ColumnType::integer, false, "users.id"}}};
  orm::ClassDescriptor user{"User", "users", {{.name = "posts", .target = "Post", .back_populates = "author"}}};
  orm::ClassDescriptor post{"Post", "posts", {{.name = "author", .target = "User", .back_populates = "posts"}}};

  void declare(orm::Registry& registry) const {
    registry.declare(users);
    registry.declare(posts);
    registry.declare(user);
    registry.declare(post);
  }
  template <class E>
  std::string refusal() const {
    orm::Registry registry;
    declare(registry);
    EXPECT_FALSE(registry.is_configured());
    std::string message = message_of<E>([&] { registry.configure(); });
    EXPECT_FALSE(registry.is_configured());
    return message;
  }
};

TEST(Registry, AnAgreeingPairIsLinkedInBothDirections) {
  orm::Registry registry;
  Declarations().declare(registry);
  registry.configure();
  const orm::Relationship& posts = registry.relationship("User", "posts");
  const orm::Relationship& author = registry.relationship("Post", "author");
  EXPECT_EQ(posts.direction, orm::Direction::one_to_many);
  EXPECT_EQ(author.direction, orm::Direction::many_to_one);
  EXPECT_EQ(posts.reverse, &author);
  EXPECT_EQ(author.reverse, &posts);
  EXPECT_EQ(posts.foreign_key_column, "author_id");
  EXPECT_FALSE(author.is_inferred);
}

TEST(Registry, RefusesAPartnerThatDoesNotExist) {
  Declarations wrong;
  wrong.user.relationships[0].back_populates = "writer";
  EXPECT_EQ(
      wrong.refusal<orm::UnknownProperty>(),
      "User.posts names Post.writer in back_populates, but Post has no such property: correct the name, or declare "
      "Post.writer with back_populates 'posts'");
}

TEST(Registry, RefusesAPartnerThatIsAColumn) {
  Declarations wrong;
  wrong.user.relationships[0].back_populates = "title";
  EXPECT_EQ(wrong.refusal<orm::NotARelationship>(),
            "User.posts names Post.title in back_populates, which is a column: name a relationship of Post that goes "
            "to User");
}

TEST(Registry, RefusesAPartnerThatGoesToAnotherClass) {
  Declarations wrong;
  wrong.posts.columns.push_back({"origin_id", ColumnType::integer, false, "posts.id"});
  wrong.post.relationships.push_back({.name = "origin", .target = "Post"});
  wrong.user.relationships[0].back_populates = "origin";
  EXPECT_EQ(wrong.refusal<orm::PairWrongClass>(),
            "User.posts names Post.origin in back_populates, but that goes to Post and not to User: name the "
            "relationship of Post that goes to User");
}

TEST(Registry, RefusesAPairOfOneDirection) {
  const auto refusal = [](orm::RelationshipDescriptor first, orm::RelationshipDescriptor second) {
    orm::Registry registry;
    registry.declare(orm::TableDescriptor{
        "posts", {{"id", ColumnType::integer, true, {}}, {"parent_id", ColumnType::integer, false, "posts.id"}}});
    registry.declare(orm::ClassDescriptor{"Post", "posts", {std::move(first), std::move(second)}});
    return message_of<orm::SameDirection>([&] { registry.configure(); });
  };
  const orm::RelationshipDescriptor replies{.name = "replies", .target = "Post", .back_populates = "parent"};
  EXPECT_EQ(refusal(replies, {.name = "parent", .target = "Post", .back_populates = "replies"}),
            "Post.parent names Post.replies in back_populates, and both are one_to_many: set remote_side on the "
            "many-to-one side");
  EXPECT_EQ(refusal({.name = "parent", .target = "Post"}, replies),
            "Post.replies names Post.parent in back_populates, and both are one_to_many: set remote_side on the "
            "many-to-one side");
}

// As in SQLAlchemy: relationships are configured in the order of their declaration.
TEST(Registry, DoesNotYetKnowABackrefThatALaterRelationshipAsksFor) {
  Declarations wrong;
  wrong.user.relationships.clear();
  wrong.post.relationships[0].back_populates = "posts";
  wrong.post.relationships.push_back({.name = "more", .target = "User", .backref = "posts"});
  EXPECT_THAT(wrong.refusal<orm::UnknownProperty>(),
              HasSubstr("Post.author names User.posts in back_populates, but User has no such property"));
}

// The direction of a partner that is configured later, and names nothing, is not known when a side is linked to it.
TEST(Registry, DoesNotCompareTheDirectionOfAPartnerThatComesLaterAndNamesNothing) {
  orm::Registry registry;
  registry.declare(orm::TableDescriptor{
      "posts", {{"id", ColumnType::integer, true, {}}, {"parent_id", ColumnType::integer, false, "posts.id"}}});
  registry.declare(orm::ClassDescriptor{
      "Post",
      "posts",
      {{.name = "replies", .target = "Post", .back_populates = "parent"}, {.name = "parent", .target = "Post"}}});
  EXPECT_NO_THROW(registry.configure());
}

TEST(Registry, RefusesABackrefWhoseNameIsTaken) {
  for (const char* taken : {"author", "title"}) {
    Declarations wrong;
    wrong.user.relationships[0] = {.name = "posts", .target = "Post", .backref = taken};
    const std::string message = wrong.refusal<orm::BackrefNameTaken>();
    EXPECT_THAT(message, HasSubstr("User.posts asks for the backref Post." + std::string(taken)));
    EXPECT_THAT(message, HasSubstr("rename the backref, or use back_populates on both sides"));
  }
}

TEST(Registry, RefusesBackrefAndBackPopulatesTogether) {
  Declarations wrong;
  wrong.user.relationships[0].backref = "writer";
  EXPECT_EQ(wrong.refusal<orm::BackrefAndBackPopulates>(),
            "User.posts gives both backref 'writer' and back_populates 'author' of Post: keep one");
}

TEST(Registry, RefusesTablesThatNoForeignKeyJoins) {
  Declarations wrong;
  wrong.posts.columns[2].foreign_key.reset();
  EXPECT_EQ(wrong.refusal<orm::NoForeignKey>(),
            "User.posts goes to Post, but no foreign key joins 'users' and 'posts': declare a foreign key column, or "
            "correct its table.column");
}

TEST(Registry, AForeignKeyToATableThatIsNotDeclaredJoinsNothing) {
  Declarations wrong;
  wrong.posts.columns[2].foreign_key = "people.id";
  EXPECT_THAT(wrong.refusal<orm::NoForeignKey>(), HasSubstr("User.posts goes to Post"));
}

TEST(Registry, RefusesSeveralForeignKeysWithoutAChoiceAndTakesTheChosenOne) {
  Declarations two;
  two.posts.columns.push_back({"editor_id", ColumnType::integer, false, "users.id"});
  EXPECT_EQ(two.refusal<orm::AmbiguousForeignKeys>(),
            "User.posts goes to Post, and several foreign keys join 'users' and 'posts': choose with foreign_keys");
  two.user.relationships[0].foreign_keys = {"posts.author_id"};
  two.post.relationships[0].foreign_keys = {"posts.author_id"};
  orm::Registry registry;
  two.declare(registry);
  registry.configure();
  EXPECT_EQ(registry.relationship("Post", "author").foreign_key_column, "author_id");
}

TEST(Registry, RefusesAForeignKeyToAColumnThatDoesNotExist) {
  Declarations wrong;
  wrong.posts.columns[2].foreign_key = "users.number";
  EXPECT_EQ(wrong.refusal<orm::UnknownForeignKeyTarget>(),
            "the foreign key posts.author_id refers to users.number, but table 'users' has no such column");
}

TEST(Registry, RefusesAForeignKeyThatIsNotTableDotColumn) {
  Declarations wrong;
  wrong.posts.columns[2].foreign_key = "users";
  EXPECT_EQ(wrong.refusal<orm::MappingError>(),
            "the foreign key 'users' of posts.author_id is not of the form table.column");
}

TEST(Registry, RefusesAnUnknownClass) {
  Declarations wrong;
  wrong.post.relationships[0].target = "user";  // case matters
  EXPECT_EQ(wrong.refusal<orm::UnknownClass>(),
            "Post.author goes to class 'user', which is not in the registry: declare it, or correct the name");
}

TEST(Registry, RefusesDeleteOrphanWithoutASingleParent) {
  Declarations wrong;
  wrong.post.relationships[0].cascade = "all, delete-orphan";
  const std::string message = wrong.refusal<orm::DeleteOrphanNeedsSingleParent>();
  EXPECT_THAT(message, HasSubstr("Post.author is many_to_one to User"));
  EXPECT_THAT(message, HasSubstr("put it on the one-to-many side, User.posts"));
}

TEST(Registry, RefusesAnUnknownCascade) {
  Declarations wrong;
  wrong.user.relationships[0].cascade = "save-update, remove";
  EXPECT_THAT(wrong.refusal<orm::MappingError>(), HasSubstr("unknown cascade 'remove': use all, save-update"));
}

TEST(Registry, RefusesAClassWithoutItsTableOrWithoutAKey) {
  Declarations elsewhere;
  elsewhere.post.table = "articles";
  EXPECT_EQ(elsewhere.refusal<orm::MappingError>(), "class Post is mapped to table 'articles', which is not declared");
  Declarations keyless;
  keyless.users.columns[0].primary_key = false;
  EXPECT_EQ(keyless.refusal<orm::MappingError>(), "class User: table 'users' has no primary key");
}

TEST(Registry, RefusesTwoPropertiesOfOneName) {
  Declarations wrong;
  wrong.user.relationships[0].name = "name";
  EXPECT_EQ(wrong.refusal<orm::MappingError>(), "User has two properties named 'name'");
}

TEST(Registry, RefusesASecondTableOrClassOfOneName) {
  const Declarations declarations;
  orm::Registry registry;
  declarations.declare(registry);
  EXPECT_EQ(message_of<orm::MappingError>([&] { registry.declare(declarations.users); }),
            "table 'users' is declared twice in this registry");
  EXPECT_EQ(message_of<orm::MappingError>([&] { registry.declare(declarations.user); }),
            "class User is declared twice in this registry");
}

TEST(Registry, RefusesDeclarationsAfterConfigure) {
  orm::Registry registry;
  Declarations().declare(registry);
  registry.configure();
  EXPECT_THAT(message_of<orm::MappingError>([&] {
                registry.declare(orm::ClassDescriptor{"Tag", "tags", {}});
              }),
              HasSubstr("class Tag is declared after configure()"));
}

TEST(Registry, ASecondConfigureAfterSuccessChangesNothing) {
  orm::Registry registry;
  Declarations().declare(registry);
  registry.configure();
  const orm::Mapper* before = &registry.mapper("User");
  registry.configure();
  EXPECT_EQ(&registry.mapper("User"), before);
  EXPECT_EQ(registry.mappers().size(), 2U);
  EXPECT_EQ(before->relationships().size(), 1U);
}

TEST(Registry, ASecondConfigureAfterFailureRepeatsTheReason) {
  Declarations wrong;
  wrong.user.relationships[0].back_populates = "writer";
  orm::Registry registry;
  wrong.declare(registry);
  const std::string first = message_of<orm::UnknownProperty>([&] { registry.configure(); });
  const std::string second = message_of<orm::ConfigureFailedBefore>([&] { registry.configure(); });
  EXPECT_EQ(second, "an earlier configure() of this registry failed, and must be fixed first: " + first);
  EXPECT_THROW(registry.mapper("User"), orm::NotConfigured);
}

TEST(Registry, AnswersNothingBeforeConfigure) {
  orm::Registry registry;
  Declarations().declare(registry);
  EXPECT_EQ(message_of<orm::NotConfigured>([&] { registry.mapper("User"); }),
            "User was asked for before configure(): call Registry::configure() first");
  EXPECT_THROW(registry.relationship("User", "posts"), orm::NotConfigured);
}

TEST(Registry, RefusesWhatIsNotMapped) {
  orm::Registry registry;
  Declarations().declare(registry);
  registry.configure();
  EXPECT_EQ(message_of<orm::NotMapped>([&] { registry.mapper("Tag"); }),
            "there is no class Tag in this registry: declare it with map<Tag>()");
  EXPECT_EQ(message_of<orm::NotMapped>([&] { registry.relationship("User", "tags"); }),
            "User has no relationship 'tags': declare it, or name it in a backref of the other side");
}

}  // namespace
