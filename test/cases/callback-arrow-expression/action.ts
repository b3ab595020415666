export async function onExecutePostLogin(): Promise<void> { }
