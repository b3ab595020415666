function helpers(user, context, callback) {
  function done() {
    const nothing = null;
    callback(nothing, user, context);
  }
  if (!user.email) return;
  if (user.email_verified) { callback(null, user, context); }
  else if (context.stats.loginsCount > 1) { done(); return; }
  console.log('no way out');
}
