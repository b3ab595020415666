function finishElsewhere(user, context, callback) {
  const log = { callback: callback, info: console.log };
  const { callback: done } = log;
  if (user.email_verified) {
    log.info('verified');
    return done(null, user, context);
  }
  setTimeout(callback, 10, new Error('Verify your e-mail.'));
}
