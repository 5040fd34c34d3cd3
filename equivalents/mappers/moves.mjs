// The six moves of moves.py, for mappers of JavaScript.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";

// Packages are those of the working directory, where they are installed.
export const require = createRequire(`${process.cwd()}/`);
export const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;

export class Lacks extends Error {}

export const ROWS = "SELECT p.title, u.name FROM posts p LEFT JOIN users u ON u.id = p.author_id ORDER BY p.id";

const moves = {
  async new_in_list(blog) {
    const post = await blog.make();
    await blog.append(blog.bob, post);
    return post;
  },
  new_by_scalar: (blog) => blog.make(blog.bob),
  async moved_by_list(blog) {
    await blog.append(blog.bob, blog.posts[10]);
    return blog.posts[10];
  },
  async moved_by_scalar(blog) {
    await blog.setAuthor(blog.posts[10], blog.bob);
    return blog.posts[10];
  },
  async removed(blog) {
    await blog.remove(blog.ann, blog.posts[10]);
    return blog.posts[10];
  },
  async parent_deleted(blog) {
    await blog.delete(blog.ann);
    return blog.posts[10];
  },
};

function shown(blog, post, deleted) {
  const lists = { bob: blog.titles(blog.bob) };
  if (!deleted) lists.ann = blog.titles(blog.ann);
  return { author: blog.author(post) ?? null, lists };
}

async function played(makeBlog, name, move) {
  const blog = await makeBlog();
  try {
    const deleted = name === "parent_deleted";
    const post = await move(blog);
    const atOnce = (blog.atOnce ?? []).includes(name);
    const before = atOnce ? null : shown(blog, post, deleted);
    if (!atOnce) await blog.save(post);
    const rows = Object.fromEntries(await blog.rows());
    return { before, after: shown(blog, post, deleted), rows };
  } catch (error) {
    if (error instanceof Lacks) return { lacks: error.message };
    return { error: `${error.name}: ${String(error.message).split(/\s+/).join(" ").slice(0, 160)}` };
  }
}

export async function play(makeBlog, version) {
  const results = {};
  for (const [name, move] of Object.entries(moves)) results[name] = await played(makeBlog, name, move);
  console.log(JSON.stringify({ version, runtime: `Node.js ${process.versions.node}`, moves: results }));
}
