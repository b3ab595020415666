async function fetchPlan(user, context, callback) {
  try {
    const response = await fetch(`https://plans.example.com/${user.user_id}`);
    const plan = await response.json();
    context.idToken['https://example.com/plan'] = plan.name || 'free';
    return callback(null, user, context);
  } catch (error) {
    return callback(error);
  }
}
