namespace Geo.Native.OnnxRuntime;

/// <summary>OrtRunOptions that stop the run when a token is cancelled; nothing at all for a token that cannot be.</summary>
readonly unsafe ref struct RunOptions
{
    readonly CancellationTokenRegistration registration;

    public RunOptions(CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled) return;
        nint created;
        OrtApi.Check(OrtApi.CreateRunOptions(&created), "making run options");
        var options = Pointer = created;
        registration = cancellation.Register(() => OrtApi.ReleaseStatusOf(OrtApi.RunOptionsSetTerminate(options)));
    }

    public nint Pointer { get; }

    public void Dispose()
    {
        if (Pointer == 0) return;
        // Waits for a callback that is running, so the options outlive it.
        registration.Dispose();
        OrtApi.ReleaseRunOptions(Pointer);
    }
}
