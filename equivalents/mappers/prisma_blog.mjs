// Prisma: @relation on the side with the key, and the list, which is mandatory; what it returns are plain values.
import { play, require, ROWS, versionOf } from "./moves.mjs";

const { PrismaClient } = require("@prisma/client");
const { PrismaLibSql } = require("@prisma/adapter-libsql");

async function makeBlog() {
  const client = new PrismaClient({ adapter: new PrismaLibSql({ url: "file:blog.sqlite" }) });
  for (const sql of [
    "DROP TABLE IF EXISTS posts",
    "DROP TABLE IF EXISTS users",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
    "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER REFERENCES users (id) ON DELETE SET NULL)",
    "INSERT INTO users VALUES (1, 'ann'), (2, 'bob')",
    "INSERT INTO posts VALUES (10, '10', 1), (11, '11', 1), (20, '20', 2)",
  ])
    await client.$executeRawUnsafe(sql);
  const include = { posts: { include: { author: true }, orderBy: { id: "asc" } } };
  const [ann, bob] = await client.user.findMany({ include, orderBy: { id: "asc" } });
  const change = (user, posts) => client.user.update({ where: { id: user.id }, data: { posts } });
  const blank = { id: 30, title: "30" };
  return {
    ann,
    bob,
    posts: Object.fromEntries([...ann.posts, ...bob.posts].map((post) => [post.id, post])),
    atOnce: ["new_in_list", "new_by_scalar", "moved_by_list", "moved_by_scalar", "removed", "parent_deleted"],
    author: (post) => post.author?.name,
    titles: (user) => user.posts.map((post) => post.title),
    make: (author) =>
      author
        ? client.post.create({ data: { ...blank, author: { connect: { id: author.id } } }, include: { author: true } })
        : blank,
    append: (user, post) => change(user, post === blank ? { create: blank } : { connect: { id: post.id } }),
    setAuthor: (post, user) =>
      client.post.update({ where: { id: post.id }, data: { author: { connect: { id: user.id } } } }),
    remove: (user, post) => change(user, { disconnect: { id: post.id } }),
    delete: (user) => client.user.delete({ where: { id: user.id } }),
    rows: async () => (await client.$queryRawUnsafe(ROWS)).map((row) => [row.title, row.name]),
  };
}

await play(makeBlog, versionOf("prisma"));
