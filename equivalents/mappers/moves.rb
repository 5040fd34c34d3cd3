# The six moves of moves.py, for mappers of Ruby.
require "json"

class Lacks < StandardError; end

ROWS = "SELECT p.title, u.name FROM posts p LEFT JOIN users u ON u.id = p.author_id ORDER BY p.id"

MOVES = {
  "new_in_list" => ->(b) { b.make.tap { |post| b.append(b.bob, post) } },
  "new_by_scalar" => ->(b) { b.make(b.bob) },
  "moved_by_list" => ->(b) { b.posts[10].tap { |post| b.append(b.bob, post) } },
  "moved_by_scalar" => ->(b) { b.posts[10].tap { |post| b.set_author(post, b.bob) } },
  "removed" => ->(b) { b.posts[10].tap { |post| b.remove(b.ann, post) } },
  "parent_deleted" => ->(b) { b.posts[10].tap { b.delete(b.ann) } },
}.freeze

def shown(blog, post, deleted)
  lists = { "bob" => blog.titles(blog.bob) }
  lists["ann"] = blog.titles(blog.ann) unless deleted
  { "author" => blog.author(post), "lists" => lists }
end

def played(blog, name, move)
  deleted = name == "parent_deleted"
  post = move.call(blog)
  at_once = blog.at_once.include?(name)
  before = at_once ? nil : shown(blog, post, deleted)
  blog.save(post) unless at_once
  { "before" => before, "after" => shown(blog, post, deleted), "rows" => blog.rows.to_h }
rescue Lacks => e
  { "lacks" => e.message }
rescue StandardError => e
  { "error" => "#{e.class.name}: #{e.message.split.join(' ')[0, 160]}" }
end

def play(make_blog, version)
  results = MOVES.to_h { |name, move| [name, played(make_blog.call, name, move)] }
  puts JSON.generate({ "version" => version, "runtime" => "Ruby #{RUBY_VERSION}", "moves" => results })
end
