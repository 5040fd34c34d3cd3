// Lists that are never loaded: what add, remove and select cost, what the other side sees, and what a delete does.
#include "orm/write_only.h"

#include <optional>

#include "fixture.h"
#include "orm/property.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using orm::State;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::string_view_literals;

// writers[2] with notes that go with their writer; labels[2] on notes.
template <class... Options>
struct Model {
  struct Note;
  struct Label;
  struct Writer : orm::Entity {
    orm::Text name;
    orm::WriteOnly<Note, orm::back_populates<"writer">, Options...> notes;
    using orm_table = orm::table<"writers", &Writer::name, &Writer::notes>;
  };
  struct Note : orm::Entity {
    orm::Text title;
    orm::One<Writer, orm::back_populates<"notes">> writer;
    orm::WriteOnly<Label, orm::back_populates<"notes">, orm::secondary<"note_labels">, orm::passive_deletes> labels;
    using orm_table =
        orm::table<"notes", &Note::title, orm::foreign_key<"writer_id", "writers.id">, &Note::writer, &Note::labels>;
  };
  struct Label : orm::Entity {
    orm::Text name;
    orm::Many<Note, orm::back_populates<"labels">, orm::secondary<"note_labels">> notes;
    using orm_table = orm::table<"labels", &Label::name, &Label::notes>;
  };
  static void declare(orm::Registry& registry) {
    registry.declare(orm::TableDescriptor{"note_labels",
                                          {{"note_id", orm::ColumnType::integer, true, "notes.id"},
                                           {"label_id", orm::ColumnType::integer, true, "labels.id"}}});
    orm::map<Writer>(registry);
    orm::map<Note>(registry);
    orm::map<Label>(registry);
  }
};

template <class M>
class Store : public testing::Test {
 protected:
  using Writer = typename M::Writer;
  using Note = typename M::Note;
  using Label = typename M::Label;

  Store() {
    database.sql("CREATE TABLE writers (id INTEGER PRIMARY KEY, name TEXT)");
    database.sql(
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT,"
        " writer_id INTEGER REFERENCES writers (id) ON DELETE CASCADE)");
    database.sql("CREATE TABLE labels (id INTEGER PRIMARY KEY, name TEXT)");
    database.sql(
        "CREATE TABLE note_labels (note_id INTEGER REFERENCES notes (id) ON DELETE CASCADE,"
        " label_id INTEGER REFERENCES labels (id), PRIMARY KEY (note_id, label_id))");
    database.sql("INSERT INTO writers VALUES (1, 'ann'), (2, 'bob')");
    database.sql("INSERT INTO notes VALUES (10, 'a', 1), (11, 'b', 1), (20, 'c', 2), (30, 'd', NULL)");
    database.sql("INSERT INTO labels VALUES (1, 'red'), (2, 'blue')");
    database.sql("INSERT INTO note_labels VALUES (10, 1), (11, 1)");
    M::declare(registry);
    registry.configure();
    open();
  }
  void open(orm::SessionOptions options = {}) {
    opened.reset();
    opened.emplace(database.backend(), registry, options);
  }
  orm::Session& session() { return *opened; }
  Writer& writer(std::int64_t key) { return *opened->template get<Writer>(key); }
  Note& note(std::int64_t key) { return *opened->template get<Note>(key); }
  Label& label(std::int64_t key) { return *opened->template get<Label>(key); }
  Note& make_note(std::int64_t key) {
    Note& made = opened->template make<Note>(key);
    made.title = "new";
    return made;
  }
  std::vector<std::string> rows() { return database.rows("SELECT id, writer_id FROM notes ORDER BY id"); }
  std::vector<std::string> links() { return database.rows("SELECT * FROM note_labels ORDER BY 1, 2"); }
  template <class F>
  Spent spent(F&& step) {
    return database.spent(step);
  }

  fixture::Database database;
  orm::Registry registry;
  std::optional<orm::Session> opened;
};

using Passive = Model<orm::passive_deletes>;
class WriteOnly : public Store<Passive> {};

TEST_F(WriteOnly, AddLoadsNothingAndTheFlushWritesTheKey) {
  Writer& bob = writer(2);
  Note& fresh = make_note(40);
  Note& stored = note(30);
  EXPECT_EQ(spent([&] {
              bob.notes.add(fresh);
              bob.notes.add(stored);
            }),
            kNothing);
  EXPECT_EQ(fresh.state(), State::pending) << "it enters the session with its owner";
  EXPECT_EQ(fresh.writer.get(), &bob) << "the other side follows at once";
  EXPECT_EQ(stored.writer.get(), &bob);
  EXPECT_EQ(spent([&] { session().flush(); }), (Spent{.inserts = 1, .updates = 1}));
  EXPECT_THAT(rows(), ElementsAre("10|1", "11|1", "20|2", "30|2", "40|2"));
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
}

TEST_F(WriteOnly, AddToAMillionElementsCostsNoSelect) {
  database.sql(
      "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 1000099)"
      " INSERT INTO notes SELECT i, 't', 1 FROM n");
  Writer& ann = writer(1);
  Note& fresh = make_note(2000000);
  Note& stored = note(500000);
  const std::size_t before = session().used_bytes();
  EXPECT_EQ(spent([&] {
              ann.notes.add(fresh);
              ann.notes.remove(stored);
              session().flush();
            }),
            (Spent{.inserts = 1, .updates = 1}));
  EXPECT_LT(session().used_bytes() - before, 4096U);
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(ann.notes.select().where("id", 2000000).all()), ElementsAre(2000000)); }),
            Spent{.selects = 1});
}

TEST_F(WriteOnly, RemoveClearsTheKey) {
  Writer& ann = writer(1);
  Note& first = note(10);
  EXPECT_EQ(spent([&] { ann.notes.remove(first); }), kNothing);
  EXPECT_EQ(first.writer.get(), nullptr);
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(rows(), ElementsAre("10|", "11|1", "20|2", "30|"));
}

TEST_F(WriteOnly, AddAndRemoveCancelEachOther) {
  Writer& bob = writer(2);
  Note& stored = note(30);
  bob.notes.add(stored);
  bob.notes.remove(stored);
  EXPECT_EQ(stored.writer.get(), nullptr);
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
}

TEST_F(WriteOnly, AMoveThroughEitherSide) {
  Writer& ann = writer(1);
  Writer& bob = writer(2);
  Note& first = note(10);
  Note& second = note(20);
  bob.notes.add(first);
  second.writer = &ann;
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 2});
  EXPECT_THAT(rows(), ElementsAre("10|2", "11|1", "20|1", "30|"));
}

TEST_F(WriteOnly, SelectIsAQueryOfTheElementsInTheOrderOfTheirKeys) {
  Writer& ann = writer(1);
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(ann.notes.select().all()), ElementsAre(10, 11)); }), Spent{.selects = 1});
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(ann.notes.select().all()), ElementsAre(10, 11)); }), Spent{.selects = 1})
      << "nothing is kept";
  EXPECT_THAT(ids(ann.notes.select().where("title", "b"sv).all()), ElementsAre(11));
  EXPECT_THAT(ids(ann.notes.select().where("title", orm::Cell()).all()), IsEmpty());
  EXPECT_EQ(ann.notes.select().all().front(), &note(10)) << "the identity map's objects";
  EXPECT_THROW(ann.notes.select().where("titel", "b"sv).all(), orm::NotMapped);
}

TEST_F(WriteOnly, SelectFlushesFirst) {
  Writer& bob = writer(2);
  bob.notes.add(make_note(40));
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(bob.notes.select().all()), ElementsAre(20, 40)); }),
            (Spent{.selects = 1, .inserts = 1}));
}

TEST_F(WriteOnly, SelectShowsTheDatabaseWithoutAutoflush) {
  open({.autoflush = false});
  Writer& bob = writer(2);
  bob.notes.add(make_note(40));
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(bob.notes.select().all()), ElementsAre(20)); }), Spent{.selects = 1});
}

TEST_F(WriteOnly, ANewOwnerBringsWhatWasAdded) {
  Writer& cyd = session().make<Writer>(3);
  Note& fresh = make_note(40);
  cyd.notes.add(fresh);
  EXPECT_EQ(fresh.state(), State::transient);
  session().add(cyd);
  EXPECT_EQ(fresh.state(), State::pending);
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.inserts = 2});
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(cyd.notes.select().all()), ElementsAre(40)); }), Spent{.selects = 1});
}

TEST_F(WriteOnly, ExpireAndRollbackForgetWhatWasAdded) {
  Writer& bob = writer(2);
  Note& stored = note(30);
  bob.notes.add(stored);
  session().expire(bob);
  session().expire(stored);
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
  bob.notes.add(stored);
  session().rollback();
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
  EXPECT_EQ(stored.writer.get(), nullptr);
}

TEST_F(WriteOnly, ChangesCountForIsModified) {
  Writer& bob = writer(2);
  EXPECT_FALSE(session().is_modified(bob));
  bob.notes.add(note(30));
  EXPECT_EQ(spent([&] { EXPECT_TRUE(session().is_modified(bob)); }), kNothing);
  session().flush();
  EXPECT_FALSE(session().is_modified(bob));
}

TEST_F(WriteOnly, ManyToManyWritesItsLinks) {
  Note& first = note(10);
  Label& red = label(1);
  Label& blue = label(2);
  EXPECT_EQ(spent([&] {
              first.labels.add(blue);
              first.labels.remove(red);
            }),
            kNothing);
  EXPECT_EQ(spent([&] { session().flush(); }), (Spent{.inserts = 1, .deletes = 1}));
  EXPECT_THAT(links(), ElementsAre("10|2", "11|1"));
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(first.labels.select().all()), ElementsAre(2)); }), Spent{.selects = 1});
  EXPECT_THAT(ids(first.labels.select().where("name", "red"sv).all()), IsEmpty());
}

TEST_F(WriteOnly, TheListOnTheOtherSideFollows) {
  Label& blue = label(2);
  Note& first = note(10);
  Note& second = note(20);
  EXPECT_TRUE(blue.notes.empty());
  first.labels.add(blue);
  EXPECT_THAT(ids(blue.notes), ElementsAre(10));
  blue.notes.append(second);
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.inserts = 2});
  EXPECT_THAT(ids(second.labels.select().all()), ElementsAre(2));
}

TEST_F(WriteOnly, ReadingItAsAListIsRefused) {
  Writer& ann = writer(1);
  const orm::Property notes(registry, "Writer", "notes");
  EXPECT_EQ(message_of<orm::LoadRefused>([&] { notes.elements(ann); }),
            "Writer 1.notes is write_only and is never loaded: query its elements with select()");
  EXPECT_THROW(notes.contains(ann, &note(10)), orm::LoadRefused);
  EXPECT_THROW(notes.count(ann), orm::LoadRefused);
  EXPECT_THROW(notes.append(ann, &note(30)), orm::LoadRefused) << "a list's append would load it";
  EXPECT_THROW(notes.assign(ann, {}), orm::LoadRefused);
  EXPECT_FALSE(notes.is_loaded(ann));
  EXPECT_THROW((orm::ListHandle<Writer, Note>(registry, "notes").get(ann)), orm::LoadRefused);
  EXPECT_THROW(notes.elements(session().make<Writer>(3)), orm::LoadRefused);
}

TEST_F(WriteOnly, CannotBeLoadedWithAQuery) {
  for (const orm::Loader loader : {orm::Loader::selectin, orm::Loader::joined, orm::Loader::subquery}) {
    const orm::LoadOption option{&registry.relationship("Writer", "notes"), loader};
    EXPECT_EQ(message_of<orm::LoadRefused>([&] { session().query<Writer>().options(option).all(); }),
              "Writer.notes is write_only: it cannot be loaded with a query");
  }
}

TEST_F(WriteOnly, SelectOfADetachedOwnerIsRefused) {
  Writer& ann = writer(1);
  session().expunge(ann);
  EXPECT_EQ(message_of<orm::DetachedInstance>([&] { ann.notes.select().all(); }),
            "Writer 1.notes cannot be queried: Writer 1 left its session");
}

TEST_F(WriteOnly, RefusesAnObjectOfAnotherSession) {
  Writer& ann = writer(1);
  orm::Session other(database.backend(), registry);
  Note& theirs = other.make<Note>(50);
  EXPECT_EQ(message_of<orm::TypeMismatch>([&] { ann.notes.add(theirs); }),
            "Writer 1.notes cannot hold Note 50: it belongs to another session");
}

TEST_F(WriteOnly, WithPassiveDeletesTheDatabaseDeletesWhatTheListHolds) {
  Writer& ann = writer(1);
  Note& first = note(10);
  EXPECT_EQ(spent([&] { session().remove(ann); }), kNothing);
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.deletes = 1});
  EXPECT_THAT(rows(), ElementsAre("20|2", "30|")) << "ON DELETE CASCADE";
  EXPECT_THAT(links(), IsEmpty());
  EXPECT_EQ(first.state(), State::persistent) << "nobody told the session";
}

class WriteOnlyKept : public Store<Model<>> {};

TEST_F(WriteOnlyKept, WithoutPassiveDeletesTheDeleteIsRefused) {
  Writer& ann = writer(1);
  session().remove(ann);
  EXPECT_EQ(
      message_of<orm::LoadRefused>([&] { session().flush(); }),
      "Writer 1 is deleted, and Writer 1.notes is write_only and is never loaded: declare passive_deletes, and let "
      "the database delete or release what it holds");
  session().rollback();
  EXPECT_THAT(rows(), ElementsAre("10|1", "11|1", "20|2", "30|"));
}

class WriteOnlyOrphans : public Store<Model<orm::cascade<"all, delete-orphan">, orm::passive_deletes>> {};

TEST_F(WriteOnlyOrphans, WhatWasRemovedIsDeleted) {
  Writer& ann = writer(1);
  ann.notes.remove(note(10));
  Note& fresh = make_note(40);
  ann.notes.add(fresh);
  ann.notes.remove(fresh);
  EXPECT_EQ(fresh.state(), State::transient) << "a pending orphan leaves at once";
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.deletes = 1});
  EXPECT_THAT(rows(), ElementsAre("11|1", "20|2", "30|"));
}

TEST_F(WriteOnlyOrphans, DeletingTheOwnerReachesWhatWasAddedSinceTheFlush) {
  Writer& ann = writer(1);
  Note& stored = note(30);
  ann.notes.add(stored);
  EXPECT_EQ(spent([&] { session().remove(ann); }), kNothing);
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.deletes = 2});
  EXPECT_EQ(stored.state(), State::deleted);
  EXPECT_THAT(rows(), ElementsAre("20|2"));
}

TEST(WriteOnlyMapping, IsForListsAlone) {
  orm::Registry registry;
  registry.declare(orm::TableDescriptor{"users", {{"id", orm::ColumnType::integer, true, {}}}});
  registry.declare(orm::TableDescriptor{
      "posts",
      {{"id", orm::ColumnType::integer, true, {}}, {"author_id", orm::ColumnType::integer, false, "users.id"}}});
  registry.declare(orm::ClassDescriptor{"User", "users", {}});
  registry.declare(orm::ClassDescriptor{"Post", "posts", {{.name = "author", .target = "User", .write_only = true}}});
  EXPECT_EQ(message_of<orm::MappingError>([&] { registry.configure(); }),
            "Post.author is many_to_one as a scalar and asks for write_only, which is for one-to-many and many-to-many "
            "lists");
}

}  // namespace
