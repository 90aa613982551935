/* Wine 8 has no bcryptprimitives.dll, from which Rust's standard library takes its random bytes on Windows. This
   stand-in lies beside the program while it is tried under Wine; it is in no archive. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
    return SystemFunction036(buffer, (ULONG)length);
}
