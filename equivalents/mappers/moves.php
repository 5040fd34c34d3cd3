<?php
// The six moves of moves.py, for mappers of PHP.

class Lacks extends Exception {}

const ROWS = 'SELECT p.title, u.name FROM posts p LEFT JOIN users u ON u.id = p.author_id ORDER BY p.id';

function moves(): array
{
    return [
        'new_in_list' => function ($b) { $post = $b->make(); $b->append($b->bob, $post); return $post; },
        'new_by_scalar' => fn ($b) => $b->make($b->bob),
        'moved_by_list' => function ($b) { $b->append($b->bob, $b->posts[10]); return $b->posts[10]; },
        'moved_by_scalar' => function ($b) { $b->setAuthor($b->posts[10], $b->bob); return $b->posts[10]; },
        'removed' => function ($b) { $b->remove($b->ann, $b->posts[10]); return $b->posts[10]; },
        'parent_deleted' => function ($b) { $b->delete($b->ann); return $b->posts[10]; },
    ];
}

function shown($blog, $post, bool $deleted): array
{
    $lists = ['bob' => $blog->titles($blog->bob)];
    if (!$deleted) {
        $lists['ann'] = $blog->titles($blog->ann);
    }
    return ['author' => $blog->author($post), 'lists' => $lists];
}

function played($blog, string $name, $move): array
{
    try {
        $deleted = $name === 'parent_deleted';
        $post = $move($blog);
        $before = shown($blog, $post, $deleted);
        $blog->save($post);
        return ['before' => $before, 'after' => shown($blog, $post, $deleted), 'rows' => (object) $blog->rows()];
    } catch (Lacks $error) {
        return ['lacks' => $error->getMessage()];
    } catch (Throwable $error) {
        return ['error' => get_class($error) . ': ' . substr(preg_replace('/\s+/', ' ', $error->getMessage()), 0, 160)];
    }
}

function play(callable $makeBlog, string $version): void
{
    $results = [];
    foreach (moves() as $name => $move) {
        $results[$name] = played($makeBlog(), $name, $move);
    }
    echo json_encode(['version' => $version, 'runtime' => 'PHP ' . PHP_VERSION, 'moves' => $results]), "\n";
}
