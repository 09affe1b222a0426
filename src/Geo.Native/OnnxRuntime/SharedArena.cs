namespace Geo.Native.OnnxRuntime;

/// <summary>
/// One arena of CPU memory for all sessions that keep their memory between runs: while one thread encodes and another decodes they use the same pages, where
/// an arena a session would hold the worst of each. It is there from the first such session to the last, and grows by what is asked, not by doubling.
/// </summary>
static unsafe class SharedArena
{
    static readonly Lock Gate = new();
    static nint memory;
    static int users;

    public static void Enter()
    {
        lock (Gate)
        {
            if (users == 0) Register();
            users++;
        }
    }

    public static void Leave()
    {
        lock (Gate)
        {
            if (--users > 0) return;
            OrtApi.ReleaseStatusOf(OrtApi.UnregisterAllocator(OrtRuntime.Environment, memory));
            OrtApi.ReleaseMemoryInfo(memory);
        }
    }

    static void Register()
    {
        const int ArenaAllocator = 1, DefaultMemory = 0, SameAsRequested = 1, Default = -1;
        nint info, config;
        OrtApi.Check(OrtApi.CreateCpuMemoryInfo(ArenaAllocator, DefaultMemory, &info), "describing the arena's memory");
        memory = info;
        OrtApi.Check(OrtApi.CreateArenaConfig(0, SameAsRequested, Default, Default, &config), "describing the arena");
        try { OrtApi.Check(OrtApi.CreateAndRegisterAllocator(OrtRuntime.Environment, memory, config), "making the arena"); }
        finally { OrtApi.ReleaseArenaConfig(config); }
    }
}
