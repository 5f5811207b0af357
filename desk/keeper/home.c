/* A home's directory: its owner, its lock, its socket, its small files. All by descriptor, so that a long path is no limit. */
#include "desk/keeper/keeper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_TURNS = 20 };

enum err home_open(struct home *h, const char *path)
{
	struct stat st;

	*h = (struct home){ .fd = -1, .lock_fd = -1 };
	char *whole = realpath(path, NULL);
	bool fits = snprintf(h->path, sizeof(h->path), "%s", whole ? whole : path) < (int)sizeof(h->path);
	free(whole);
	if (!fits)
		return err_set(ERR_INVALID, N_("The path of the station is too long."));
	h->fd = open(h->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (h->fd < 0 && errno == ENOENT)
		return err_set(ERR_NOT_FOUND, N_("There is no station at %s. Make one with \"desk init\"."), path);
	if (h->fd < 0 || fstat(h->fd, &st) != 0)
		return err_set(ERR_IO, N_("%s cannot be opened: %s."), path, strerror(errno));
	h->owner = st.st_uid;
	h->group = st.st_gid;
	if (st.st_uid != geteuid())
		return err_set(ERR_NO_KEEPER, N_("%s belongs to another user, who has to start its keeper."), path);
	return OK;
}

enum err home_lock(struct home *h)
{
	bool locked = false;

	h->lock_fd = openat(h->fd, "keeper.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (h->lock_fd < 0)
		return err_set(ERR_IO, N_("%s cannot be opened: %s."), "keeper.lock", strerror(errno));
	/* A client that only looks whether a keeper is there holds the lock for an instant. */
	for (int turn = 0; !locked && turn < LOCK_TURNS; turn++)
		if (!(locked = flock(h->lock_fd, LOCK_EX | LOCK_NB) == 0))
			poll(NULL, 0, 5);
	if (!locked) {
		close(h->lock_fd);
		h->lock_fd = -1;
		return err_set(ERR_BUSY, N_("The keeper of %s is running already."), h->path);
	}
	return OK;
}

void home_close(struct home *h)
{
	if (h->fd >= 0)
		close(h->fd);
	if (h->lock_fd >= 0)
		close(h->lock_fd);
	h->fd = h->lock_fd = -1;
}

enum err home_listen(const struct home *h, bool group, int *fd)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int s;

	snprintf(a.sun_path, sizeof(a.sun_path), "/proc/self/fd/%d/desk.sock", h->fd);
	unlinkat(h->fd, "desk.sock", 0);
	s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    (group && fchownat(h->fd, "desk.sock", (uid_t)-1, h->group, 0) != 0) ||
	    fchmodat(h->fd, "desk.sock", group ? 0660 : 0600, 0) != 0 || listen(s, 256) != 0) {
		int kept = errno;
		if (s >= 0)
			close(s);
		return err_set(ERR_IO, N_("The keeper's socket in %s cannot be made: %s."), h->path, strerror(kept));
	}
	*fd = s;
	return OK;
}

enum err home_mkdir(const struct home *h, const char *name)
{
	if (mkdirat(h->fd, name, 0700) != 0 && errno != EEXIST)
		return err_set(ERR_IO, N_("%s cannot be made: %s."), name, strerror(errno));
	return OK;
}

enum err home_read(const struct home *h, const char *name, char *out, size_t size)
{
	int fd = openat(h->fd, name, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	out[0] = '\0';
	if (fd < 0 && errno == ENOENT)
		return ERR_NOT_FOUND;
	if (fd < 0 || (n = read(fd, out, size - 1)) < 0) {
		int kept = errno;
		if (fd >= 0)
			close(fd);
		return err_set(ERR_IO, N_("%s cannot be read: %s."), name, strerror(kept));
	}
	close(fd);
	out[n] = '\0';
	return OK;
}

enum err home_write(const struct home *h, const char *name, const char *text)
{
	char aside[300];
	size_t n = strlen(text);
	int fd;

	snprintf(aside, sizeof(aside), "%s.new", name);
	fd = openat(h->fd, aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, text, n) != (ssize_t)n || fdatasync(fd) != 0 || renameat(h->fd, aside, h->fd, name) != 0) {
		int kept = errno;
		if (fd >= 0)
			close(fd);
		return err_set(ERR_IO, N_("%s cannot be written: %s."), name, strerror(kept));
	}
	close(fd);
	return OK;
}

void home_sweep(const struct home *h, const char *name, int64_t older_than)
{
	int dir = openat(h->fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = dir >= 0 ? fdopendir(dir) : NULL;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	for (struct dirent *x; d && (x = readdir(d));) {
		struct stat st;

		if (x->d_name[0] == '.' || fstatat(dir, x->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || now.tv_sec - st.st_mtime < older_than)
			continue;
		struct buf path = BUF_INIT;
		buf_printf(&path, "%s/%s/%s", h->path, name, x->d_name);
		home_remove_tree(path.data);
		buf_free(&path);
	}
	if (d)
		closedir(d);
	else if (dir >= 0)
		close(dir);
}

void home_remove_tree(const char *path)
{
	char *const argv[] = { (char *)(uintptr_t) "rm", (char *)(uintptr_t) "-rf", (char *)(uintptr_t) "--", (char *)(uintptr_t)path,
			       NULL };
	pid_t pid;

	if (posix_spawn(&pid, "/bin/rm", NULL, NULL, argv, environ) == 0)
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
}
