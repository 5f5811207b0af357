/* Landlock and seccomp by their plain system calls: no library is needed for a ruleset that allows nothing and a list that refuses. */
#include "desk/sync/file/sandbox.h"

#include "desk/base/log.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CPU_SECONDS = 900 };

static int landlock_all(void)
{
	/* Everything ABI 1 knows; newer rights are left out, so that one table serves all kernels. */
	struct landlock_ruleset_attr attr = { .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
								   LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
								   LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
								   LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
								   LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
								   LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
								   LANDLOCK_ACCESS_FS_MAKE_SYM };
	int fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr.handled_access_fs), 0);
	int done;

	if (fd < 0)
		return 0;
	done = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	close(fd);
	return done;
}

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef ARCH
/* clang-format off */
#define REFUSE(nr) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1), \
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES)
/* clang-format on */

static int seccomp_refuse(void)
{
	/* clang-format off */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		REFUSE(SYS_execve), REFUSE(SYS_execveat), REFUSE(SYS_clone), REFUSE(SYS_clone3), REFUSE(SYS_openat), REFUSE(SYS_openat2),
		REFUSE(SYS_socket), REFUSE(SYS_socketpair), REFUSE(SYS_connect), REFUSE(SYS_bind), REFUSE(SYS_ptrace), REFUSE(SYS_process_vm_readv),
		REFUSE(SYS_process_vm_writev), REFUSE(SYS_kill), REFUSE(SYS_tgkill), REFUSE(SYS_mount), REFUSE(SYS_bpf), REFUSE(SYS_ioctl),
		REFUSE(SYS_unlinkat), REFUSE(SYS_renameat2), REFUSE(SYS_linkat), REFUSE(SYS_symlinkat), REFUSE(SYS_mkdirat), REFUSE(SYS_keyctl),
		REFUSE(SYS_io_uring_setup), REFUSE(SYS_userfaultfd), REFUSE(SYS_perf_event_open), REFUSE(SYS_pidfd_open), REFUSE(SYS_pidfd_getfd),
#ifdef SYS_open
		REFUSE(SYS_open), REFUSE(SYS_creat), REFUSE(SYS_fork), REFUSE(SYS_vfork), REFUSE(SYS_unlink), REFUSE(SYS_rename), REFUSE(SYS_link),
		REFUSE(SYS_symlink), REFUSE(SYS_mkdir),
#endif
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	/* clang-format on */
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
#else
static int seccomp_refuse(void)
{
	return 0;
}
#endif

int sandbox_enter(void)
{
	struct rlimit none = { 0, 0 }, cpu = { CPU_SECONDS, CPU_SECONDS };
	int walls;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_CPU, &cpu);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		log_warn("no_new_privs is refused by this kernel");
		return 0;
	}
	walls = landlock_all();
	walls += seccomp_refuse();
	if (walls < 2)
		log_warn("the kernel offers %d of 2 walls for the file process", walls);
	return walls;
}
