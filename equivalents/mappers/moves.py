"""The six moves, played on a mapper's Blog. What each side shows is written to standard output as JSON.

A Blog has users ann (posts 10 and 11) and bob (post 20), everything loaded. `save` saves what was changed; a Blog whose
operations write at once says so in `at_once`. An operation that a mapper lacks raises Lacks with what it has instead.
"""

import json
import platform

ROWS = "SELECT p.title, u.name FROM posts p LEFT JOIN users u ON u.id = p.author_id ORDER BY p.id"


class Lacks(Exception):
    """The mapper has no such operation."""


def new_in_list(blog):
    post = blog.make()
    blog.append(blog.bob, post)
    return post


def new_by_scalar(blog):
    return blog.make(blog.bob)


def moved_by_list(blog):
    blog.append(blog.bob, blog.posts[10])
    return blog.posts[10]


def moved_by_scalar(blog):
    blog.set_author(blog.posts[10], blog.bob)
    return blog.posts[10]


def removed(blog):
    blog.remove(blog.ann, blog.posts[10])
    return blog.posts[10]


def parent_deleted(blog):
    blog.delete(blog.ann)
    return blog.posts[10]


def shown(blog, post, deleted):
    lists = {"bob": blog.titles(blog.bob)}
    if not deleted:
        lists["ann"] = blog.titles(blog.ann)
    return {"author": blog.author(post), "lists": lists}


def played(blog, move):
    deleted = move is parent_deleted
    try:
        post = move(blog)
        at_once = move.__name__ in getattr(blog, "at_once", ())
        before = None if at_once else shown(blog, post, deleted)
        if not at_once:
            blog.save(post)
        return {
            "before": before,
            "after": shown(blog, post, deleted),
            "rows": {title: name for title, name in blog.rows()},
        }
    except Lacks as error:
        return {"lacks": str(error)}
    except Exception as error:
        return {"error": type(error).__name__ + ": " + " ".join(str(error).split())[:160]}


def play(make_blog, version):
    all_moves = (new_in_list, new_by_scalar, moved_by_list, moved_by_scalar, removed, parent_deleted)
    results = {move.__name__: played(make_blog(), move) for move in all_moves}
    print(json.dumps({"version": version, "runtime": "Python " + platform.python_version(), "moves": results}))
